"""Waits for a command that must not be trusted to end, to print little, or to leave the disk alone."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from threading import Event

OUTPUT = 64 << 20
"""Bytes that a command may print before it is stopped."""
TAIL = 64 << 10
"""Bytes of what it printed that are kept, the last ones."""
FREE_DISK = 256 << 20
"""The command is stopped when the disk under its writable folders has less left than this."""


class Stopped(StrEnum):
    """Why a command did not end by itself."""

    TIME = "time"
    OUTPUT = "output"
    DISK = "disk"


HALTED = Event()


def halt() -> None:
    """A person pressed Ctrl-C: end every sandbox of this process, whichever thread waits for it, and start no other."""
    HALTED.set()


def watch(process: subprocess.Popen[bytes], deadline: float, folders: list[Path],
          patience: float) -> tuple[bytes, Stopped | None]:
    """Read what it prints until it ends or has to be stopped. The last bytes, and why it was stopped."""
    assert process.stdout is not None
    tail, printed, stopped = bytearray(), 0, None
    with process.stdout as pipe, selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while stopped is None and not HALTED.is_set():
            ended = process.poll() is not None
            if selector.select(0 if ended else 0.25):
                chunk = os.read(pipe.fileno(), 1 << 20)
                if not chunk:
                    break
                printed += len(chunk)
                tail = (tail + chunk)[-TAIL:]
            elif ended:
                break
            stopped = _must_stop(deadline, printed, folders)
        if not HALTED.is_set():
            stopped = stopped or _wait(process, deadline)
    kill(process, patience)
    return bytes(tail), stopped


def _must_stop(deadline: float, printed: int, folders: list[Path]) -> Stopped | None:
    if time.monotonic() > deadline:
        return Stopped.TIME
    if printed > OUTPUT:
        return Stopped.OUTPUT
    if any(shutil.disk_usage(folder).free < FREE_DISK for folder in folders):
        return Stopped.DISK
    return None


def _wait(process: subprocess.Popen[bytes], deadline: float) -> Stopped | None:
    """Its streams are closed; wait for the end itself."""
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return Stopped.TIME
    return None


def kill(process: subprocess.Popen[bytes], patience: float) -> None:
    """End it and, with the process namespace that it keeps, everything inside. One without such a namespace is asked
    first, and has `patience` seconds to end what it started."""
    if patience and process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
