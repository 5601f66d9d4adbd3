"""Run one command in a bubblewrap sandbox, with limits, and come back whatever it does."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import Event

from nova.errors import SandboxUnavailable
from nova.interrupts import unblocked
from reviewer.domain.verdict import Tier
from reviewer.proof.sandbox import seccomp

HOME = "/home/sandbox"
MEMORY = 4 << 30
FILE_SIZE = 256 << 20
OUTPUT = 64 << 20
"""Bytes that a command may print before it is stopped."""
TAIL = 64 << 10
"""Bytes of what it printed that are kept, the last ones."""
FREE_DISK = 256 << 20
"""The command is stopped when the disk under its writable folders has less left than this."""

ETC = {
    "passwd": "root:x:0:0:root:/root:/bin/sh\nsandbox:x:1000:1000:sandbox:/home/sandbox:/bin/sh\n",
    "group": "root:x:0:\nsandbox:x:1000:\n",
    "hosts": "127.0.0.1 localhost nova\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
"""Made up, so that `getpass`, git and `localhost` work; the machine's own /etc stays outside."""


@dataclass(frozen=True, slots=True)
class Bind:
    """A folder or file of this machine as the command sees it."""

    source: Path
    target: Path
    writable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One command."""

    argv: tuple[str, ...]
    folder: Path
    """Where it starts, as it sees it."""
    binds: tuple[Bind, ...] = ()
    """In order: a later one may lie inside an earlier one."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """All of it, apart from PATH, HOME, LANG and USER, which have defaults."""
    seconds: float = 60.0


class Stopped(StrEnum):
    """Why a command did not end by itself."""

    TIME = "time"
    OUTPUT = "output"
    DISK = "disk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of a command."""

    status: int
    """Its exit status; negative: the signal that ended it. After a stop it says nothing."""
    output: bytes
    """The last 64 KiB of what it printed, both streams. Data of the project: for looking at, never for showing raw."""
    stopped: Stopped | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Bubblewrap on this machine. `reviewer.proof.sandbox.probe` says whether it holds here."""

    bwrap: str
    prlimit: str
    tier: Tier = Tier.STRICT

    def run(self, job: Job) -> Ended:
        """Run it to its end, or to a limit. Everything it started is gone when this returns.

        May be called from several threads. Raises SandboxUnavailable when bubblewrap cannot be started.
        """
        started = time.monotonic()
        with _files(ETC | {"": seccomp.compiled()}) as numbers:
            argv = [*self._limits(job), self.bwrap, *_arguments(job, numbers), "--", *job.argv]
            try:
                # The empty environment matters: that of bubblewrap itself can be read in the sandbox, in /proc/1.
                with unblocked():
                    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                               stderr=subprocess.STDOUT, env={}, pass_fds=tuple(numbers.values()),
                                               start_new_session=True, cwd="/")
            except OSError as error:
                raise SandboxUnavailable(f"bubblewrap could not be started: {error.strerror}") from error
        if _HALTED.is_set():
            _kill(process)
        output, stopped = _watch(process, started + job.seconds, [b.source for b in job.binds if b.writable])
        if _HALTED.is_set():
            raise KeyboardInterrupt  # what was cut off by a person says nothing about the tests
        return Ended(status=process.returncode, output=output, stopped=stopped, seconds=time.monotonic() - started)

    def _limits(self, job: Job) -> list[str]:
        return [self.prlimit, f"--as={MEMORY}", f"--fsize={FILE_SIZE}", f"--cpu={int(job.seconds) + 1}",
                "--core=0", "--nofile=1024"]


_HALTED = Event()


def halt() -> None:
    """A person pressed Ctrl-C: end every sandbox of this process, whichever thread waits for it, and start no other."""
    _HALTED.set()


def installed() -> Sandbox:
    """The sandbox of this machine, not yet probed. Raises SandboxUnavailable, with what to install."""
    bwrap, prlimit = shutil.which("bwrap"), shutil.which("prlimit")
    if bwrap is None:
        raise SandboxUnavailable("bubblewrap is not installed: apt-get install bubblewrap")
    if prlimit is None:
        raise SandboxUnavailable("prlimit is not installed: apt-get install util-linux")
    return Sandbox(bwrap=bwrap, prlimit=prlimit)


def _arguments(job: Job, numbers: Mapping[str, int]) -> Iterator[str]:
    """The command line of bubblewrap, in the order in which it mounts."""
    yield from ("--unshare-user", "--unshare-all", "--disable-userns", "--cap-drop", "ALL",
                "--uid", "1000", "--gid", "1000", "--hostname", "nova", "--die-with-parent", "--new-session",
                "--clearenv")
    defaults = {"PATH": "/usr/bin:/bin", "HOME": HOME, "LANG": "C.UTF-8", "USER": "sandbox"}
    for name, value in (defaults | dict(job.environment)).items():
        yield from ("--setenv", name, value)
    yield from _system()
    for name in ETC:
        yield from ("--ro-bind-data", str(numbers[name]), f"/etc/{name}")
    yield from ("--proc", "/proc", "--dev", "/dev", "--size", str(256 << 20), "--tmpfs", "/tmp",
                "--size", str(16 << 20), "--tmpfs", HOME)
    for bind in job.binds:
        yield from ("--bind" if bind.writable else "--ro-bind", str(bind.source), str(bind.target))
    yield from ("--remount-ro", "/", "--chdir", str(job.folder), "--seccomp", str(numbers[""]))


def _system() -> Iterator[str]:
    """/usr and the links into it; where /bin and /lib are folders of their own, those."""
    yield from ("--ro-bind", "/usr", "/usr")
    for top in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if os.path.islink(top):
            yield from ("--symlink", os.readlink(top), top)
        elif os.path.isdir(top):
            yield from ("--ro-bind", top, top)
    for path in ("/etc/ld.so.cache", "/etc/alternatives"):
        yield from ("--ro-bind-try", path, path)


@contextmanager
def _files(contents: Mapping[str, str | bytes]) -> Iterator[dict[str, int]]:
    """Descriptors of files in memory that hold the contents, at their beginning."""
    numbers: dict[str, int] = {}
    try:
        for name, content in contents.items():
            number = numbers[name] = os.memfd_create("nova")
            os.write(number, content if isinstance(content, bytes) else content.encode())
            os.lseek(number, 0, os.SEEK_SET)
        yield numbers
    finally:
        for number in numbers.values():
            os.close(number)


def _watch(process: subprocess.Popen[bytes], deadline: float, folders: list[Path]) -> tuple[bytes, Stopped | None]:
    """Read what it prints until it ends or has to be stopped. The last bytes, and why it was stopped."""
    assert process.stdout is not None
    tail, printed, stopped = bytearray(), 0, None
    with process.stdout as pipe, selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while stopped is None and not _HALTED.is_set():
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
        if not _HALTED.is_set():
            stopped = stopped or _wait(process, deadline)
    _kill(process)
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


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End bubblewrap and, with the process namespace that it keeps, everything inside."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
