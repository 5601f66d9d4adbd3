"""Which Python runs the tests: read from its folder, never asked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nova.testing import write
from reviewer.proof.sandbox.interpreter import Interpreter, Missing, find_interpreter, read_interpreter


def installation(folder: Path, version: str = "3.12", *, packages: tuple[str, ...] = ()) -> Path:
    """A folder laid out like a Python installation. Its binary would leave a trace if anybody ran it."""
    write(folder, "bin/python", f"#!/bin/sh\ntouch {folder}/was-run\n")
    (folder / "bin/python").chmod(0o755)
    for name in ("os.py", *(f"site-packages/{package}/__init__.py" for package in packages)):
        write(folder, f"lib/python{version}/{name}", "")
    return folder


def environment(folder: Path, base: Path, *, packages: tuple[str, ...] = ("pytest",)) -> Path:
    installation(folder, packages=packages)
    write(folder, "pyvenv.cfg", f"home = {base}/bin\nversion = 3.12.1\n")
    return folder


def test_an_untracked_environment_beside_the_project_is_used_and_never_run(tmp_path: Path) -> None:
    base = installation(tmp_path / "pythons" / "3.12")
    venv = environment(tmp_path / "project" / ".venv", base)
    found = find_interpreter(tmp_path / "project", (), roots=[tmp_path / "pythons"])
    assert isinstance(found, Interpreter)
    assert (found.python, found.version) == (venv / "bin" / "python", "3.12")
    assert set(found.roots) == {base, venv}
    assert not list(tmp_path.rglob("was-run"))


def test_a_tracked_environment_is_refused(tmp_path: Path) -> None:
    environment(tmp_path / ".venv", installation(tmp_path / "pythons" / "3.12"))
    found = find_interpreter(tmp_path, {".venv/pyvenv.cfg"}, roots=[tmp_path / "pythons"])
    assert isinstance(found, Interpreter)
    assert found.prefix == Path(sys.prefix)


@pytest.mark.parametrize("home", ["/home/somebody/tools", "/etc", "/", "relative"])
def test_a_base_outside_the_known_roots_is_refused(tmp_path: Path, home: str) -> None:
    venv = installation(tmp_path / ".venv", packages=("pytest",))
    write(venv, "pyvenv.cfg", f"home = {home}/bin\n")
    found = read_interpreter(venv / "bin" / "python", "here", roots=[tmp_path / "pythons"])
    assert isinstance(found, Missing)
    assert "not under a known root" in found.why


def test_an_environment_without_pytest_falls_back_to_novas_own(tmp_path: Path) -> None:
    environment(tmp_path / ".venv", installation(tmp_path / "pythons" / "3.12"), packages=())
    found = find_interpreter(tmp_path, (), roots=[tmp_path / "pythons"])
    assert isinstance(found, Interpreter)
    assert found.source == "Nova's own"


def test_what_the_operator_names_is_the_only_candidate(tmp_path: Path) -> None:
    named = environment(tmp_path / "named", installation(tmp_path / "anywhere" / "3.12"))
    found = find_interpreter(tmp_path, (), python=named / "bin" / "python")
    assert isinstance(found, Interpreter)
    missing = find_interpreter(tmp_path, (), python=tmp_path / "gone" / "bin" / "python")
    assert isinstance(missing, Missing)
    assert "there is no" in missing.why
    assert "nova projects add" in missing.why


def test_an_installed_distribution_changes_the_identity(tmp_path: Path) -> None:
    venv = environment(tmp_path / ".venv", installation(tmp_path / "pythons" / "3.12"))
    before = read_interpreter(venv / "bin" / "python", "here", roots=None)
    (venv / "lib/python3.12/site-packages/numpy-2.0.dist-info").mkdir()
    after = read_interpreter(venv / "bin" / "python", "here", roots=None)
    assert isinstance(before, Interpreter)
    assert isinstance(after, Interpreter)
    assert before.identity != after.identity
