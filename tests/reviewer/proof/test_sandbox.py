"""The sandbox, attacked for real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reviewer.domain.verdict import Tier
from reviewer.proof.sandbox.bubblewrap import Bind, Ended, Job, Sandbox, installed
from reviewer.proof.sandbox.interpreter import Interpreter, find_interpreter
from reviewer.proof.sandbox.probe import attacked
from reviewer.proof.sandbox.tiers import find_sandbox, selftest
from reviewer.proof.sandbox.watching import Stopped

pytestmark = pytest.mark.outer


def run(code: str, folder: Path, *, seconds: float = 20.0) -> Ended:
    """Run a line of Python with `folder` writable at /nova/out."""
    python = find_interpreter(folder, ())
    assert isinstance(python, Interpreter)
    return installed().run(Job(argv=(str(python.python), "-c", code), folder=Path("/nova/out"), seconds=seconds,
                               binds=(*python.binds, Bind(folder, Path("/nova/out"), writable=True))))


def test_every_attack_is_held() -> None:
    tested = attacked(installed())
    assert tested.tier is Tier.STRICT, tested.why
    assert [attack.name for attack in tested.attacks if not attack.held] == []
    assert len(tested.attacks) >= 25
    assert isinstance(find_sandbox(), Sandbox)


def test_the_selftest_has_the_shape_that_others_read() -> None:
    told = json.loads(json.dumps(selftest().to_json()))
    assert told["tier"] == "strict"
    assert {frozenset(attack) for attack in told["attacks"]} == {frozenset({"name", "held", "contained", "detail"})}
    assert [one["tier"] for one in told["tried"]][:2] == ["strict", "container"]


def test_root_of_a_user_namespace_cannot_set_the_kernel(tmp_path: Path) -> None:
    """Found by attack: for whoever runs Nova as root, /proc/sys could be written from inside."""
    ended = run("open('/proc/sys/kernel/core_pattern', 'a')", tmp_path)
    assert b"Read-only file system" in ended.output


def test_a_sandbox_that_lets_things_through_is_found_out(tmp_path: Path) -> None:
    """A bwrap that drops what isolates is installed, runs, and is not believed."""
    leaky = tmp_path / "bwrap"
    leaky.write_text(f"#!{sys.executable}\nimport os, sys\n"
                     "args = [a for a in sys.argv[1:] if a not in ('--unshare-net', '--unshare-ipc')]\n"
                     "args.remove('--disable-userns')\n"
                     "at = args.index('--seccomp'); del args[at:at + 2]\n"
                     f"os.execv({installed().bwrap!r}, ['bwrap', *args])\n")
    leaky.chmod(0o755)
    tested = attacked(Sandbox(bwrap=str(leaky), prlimit=installed().prlimit))
    assert tested.tier is Tier.NONE
    assert "network" in tested.why
    assert "trace" in tested.why


def test_a_bwrap_that_cannot_start_says_what_it_said(tmp_path: Path) -> None:
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n")
    broken.chmod(0o755)
    tested = attacked(Sandbox(bwrap=str(broken), prlimit=installed().prlimit))
    assert tested.tier is Tier.NONE
    assert "user namespaces" in tested.why


def test_a_command_that_hangs_is_stopped(tmp_path: Path) -> None:
    ended = run("import time; print('begun', flush=True); time.sleep(99)", tmp_path, seconds=1.0)
    assert (ended.stopped, ended.output) == (Stopped.TIME, b"begun\n")
    assert ended.seconds < 5


def test_one_that_closes_its_streams_and_hangs_is_stopped(tmp_path: Path) -> None:
    ended = run("import os, time; os.close(1); os.close(2); time.sleep(99)", tmp_path, seconds=1.0)
    assert ended.stopped is Stopped.TIME


def test_output_without_end_is_cut_off(tmp_path: Path) -> None:
    ended = run("while True: print('x' * 100000)", tmp_path)
    assert ended.stopped is Stopped.OUTPUT
    assert len(ended.output) <= 64 << 10


def test_the_end_of_what_was_printed_is_kept(tmp_path: Path) -> None:
    ended = run("print('x' * 200000); print('the end')", tmp_path)
    assert ended.output.endswith(b"x\nthe end\n")


def test_killing_nova_leaves_nobody_behind(tmp_path: Path) -> None:
    code = ("import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]); import test_sandbox as t\n"
            "t.run('import time\\nwhile True: open(\"beat\", \"w\").write(str(time.time())); time.sleep(.02)', "
            "Path(sys.argv[1]), seconds=60)")
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": str(here.parents[2])}
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(here)], env=environment)
    beat = tmp_path / "beat"
    deadline = time.monotonic() + 20
    while not beat.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert beat.exists()
    process.send_signal(signal.SIGKILL)
    process.wait()
    time.sleep(0.3)
    last = beat.read_text()
    time.sleep(0.3)
    assert beat.read_text() == last
