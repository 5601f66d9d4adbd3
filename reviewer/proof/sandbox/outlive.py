"""Two attacks that take longer than a review should wait for, so that only `nova sandbox selftest` makes them: output
without end, and a process that is to outlive Nova itself, killed by SIGKILL."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from reviewer.proof.sandbox import cgroup
from reviewer.proof.sandbox.bubblewrap import Bind, Job, Sandbox
from reviewer.proof.sandbox.probe import Attack, Selftest, judged, python_job, still_held
from reviewer.proof.sandbox.watching import Stopped

PRINT = "while True: print('x' * 100000)"
SURVIVE = """\
import fcntl, os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        with open("survivor", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write("alive")
            file.flush()
            time.sleep(60)
    os._exit(0)
time.sleep(60)
"""
HOLD = "from reviewer.proof.sandbox.outlive import hold; hold()"


def thoroughly(sandbox: Sandbox, tested: Selftest) -> Selftest:
    """The result with these two added. A sandbox that does not hold anyway is left alone."""
    if tested.tier is not sandbox.tier:
        return tested
    with tempfile.TemporaryDirectory(prefix="nova-selftest-") as name:
        rows = (_output(sandbox, Path(name).resolve()), _survivor_of_kill(sandbox, Path(name).resolve()))
    return judged(sandbox, (*tested.attacks, *rows), tested.not_tried)


def _output(sandbox: Sandbox, folder: Path) -> Attack:
    ended = sandbox.run(_job(sandbox, PRINT, folder))
    held = ended.stopped is Stopped.OUTPUT
    return Attack(name="output", held=held, contained=held,
                  detail="stopped after 64 MB" if held else "it could print without end")


def _survivor_of_kill(sandbox: Sandbox, folder: Path) -> Attack:
    process = subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE)
    assert process.stdin is not None
    with process.stdin as pipe:
        pipe.write(pickle.dumps((sandbox, folder)))
    mark, deadline = folder / "survivor", time.monotonic() + 20
    while not (mark.exists() and mark.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()
    lived = not mark.exists() or still_held(mark)
    for place in cgroup.known_places():
        cgroup.sweep(place.folder)
    return Attack(name="survivor-of-kill", held=not lived, contained=not lived,
                  detail="a process outlived kill -9 of Nova" if lived else "kill -9 of Nova ended it")


def hold() -> None:
    """In a process that is going to be killed: run the job that wants to stay."""
    sandbox, folder = pickle.load(sys.stdin.buffer)
    sandbox.run(_job(sandbox, SURVIVE, folder))


def _job(sandbox: Sandbox, code: str, folder: Path) -> Job:
    at = Path("/nova/out") if sandbox.moves else folder
    job = python_job(Path("-c"), code, folder=at, binds=(Bind(folder, at, writable=True),))
    return replace(job, seconds=60.0)
