"""Durable jobs: what is finished is not done again, what was cut is, and a lost database loses nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nova.engine import DurableEngine, code_version

JOB = """
import os, signal, sys
from pathlib import Path
from nova.engine import DurableEngine

home, kill = Path(sys.argv[1]), sys.argv[2]

def job(arguments, step):
    def work(name):
        with (home / "done").open("a") as file:
            file.write(name + " ")
        if name == kill and not (home / "killed").exists():
            (home / "killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return {"name": name}
    return [step(name, lambda name=name: work(name))["name"] for name in "abc"]

home.mkdir(exist_ok=True)
with DurableEngine(home / "engine", {"job": job}) as engine:
    print(engine.run("job", "key", {}))
"""


def run(home: Path, kill: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", JOB, str(home), kill], capture_output=True, text=True, check=False)


@pytest.mark.outer
def test_a_killed_job_goes_on_at_the_step_that_was_cut(tmp_path):
    assert run(tmp_path, kill="b").returncode == -9
    assert run(tmp_path, kill="b").stdout.strip() == "['a', 'b', 'c']"
    assert (tmp_path / "done").read_text() == "a b b c "


@pytest.mark.outer
def test_a_finished_job_gives_its_result_and_a_lost_database_begins_anew(tmp_path):
    run(tmp_path)
    assert run(tmp_path).stdout.strip() == "['a', 'b', 'c']"
    assert (tmp_path / "done").read_text() == "a b c "
    shutil.rmtree(tmp_path / "engine")
    run(tmp_path)
    assert (tmp_path / "done").read_text() == "a b c a b c "


def test_what_a_job_raises_comes_out_as_it_was_and_the_job_can_be_run_again(tmp_path):
    class Odd(Exception):
        pass

    calls = []

    def job(arguments, step):
        calls.append(1)
        if len(calls) == 1:
            raise Odd("first")
        return step("a", lambda: arguments["x"])

    with DurableEngine(tmp_path, {"job": job}) as engine:
        with pytest.raises(Odd, match="first"):
            engine.run("job", "key", {"x": 1})
        assert engine.run("job", "key", {"x": 2}) == 2


def test_other_code_has_another_version():
    assert code_version(("nova",)) != code_version(("nova", "reviewer"))


def test_names_that_are_not_utf8_go_through_arguments_steps_and_results(tmp_path):
    def job(arguments, step):
        return [arguments["path"], step("look", lambda: {"path": "b\udcff.py"})["path"]]

    with DurableEngine(tmp_path / "engine", {"job": job}) as engine:
        assert engine.run("job", "key", {"path": "a\udcff.py"}) == ["a\udcff.py", "b\udcff.py"]
        assert engine.run("job", "key", {}) == ["a\udcff.py", "b\udcff.py"]
