"""What a proof was made with: programs and their versions, read from folders; nothing of the project is run."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from nova import __version__
from reviewer.proof.sandbox.bubblewrap import Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter, Missing

OURS = ("ruff", "libcst", "griffelib")
THEIRS = ("pytest", "mypy")


def versions(interpreter: Interpreter | Missing, sandbox: Sandbox | Missing) -> dict[str, str]:
    """Program -> version, for those that are there."""
    found = {"nova": __version__, **dict(_ours())}
    if isinstance(interpreter, Interpreter):
        found |= {"python": interpreter.version, **dict(_installed(interpreter.prefix))}
    if isinstance(sandbox, Sandbox) and sandbox.bwrap:
        found["bubblewrap"] = _bubblewrap(sandbox.bwrap)
    return dict(sorted(found.items()))


def _ours() -> Iterator[tuple[str, str]]:
    for name in OURS:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _installed(prefix: Path) -> Iterator[tuple[str, str]]:
    """Of the project's environment, by the names of what is installed there."""
    for name in THEIRS:
        for folder in sorted(prefix.glob(f"lib/python3*/*-packages/{name}-*.dist-info")):
            yield name, folder.name.removeprefix(f"{name}-").removesuffix(".dist-info")


@cache
def _bubblewrap(program: str) -> str:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True, env={})
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return done.stdout.split()[-1] if done.stdout.split() else "unknown"
