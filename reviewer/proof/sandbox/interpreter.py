"""The Python that runs a project's tests: found by reading, never by running it outside the sandbox."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from reviewer.proof.sandbox.bubblewrap import Bind

NOVAS = "Nova's own"
BESIDE = (".venv", "venv", "env")
"""Where an environment is looked for in the checkout."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a proof needs and that is not here; `why` says what is missing and what to set."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """A Python with pytest, and what of this machine it needs to see."""

    python: Path
    """What is run, at the same path inside the sandbox."""
    prefix: Path
    """Its environment: the folder above `bin`."""
    roots: tuple[Path, ...]
    """Folders bound read-only so that it starts; /usr is there anyway."""
    version: str
    """`3.11`, from its library folder."""
    identity: str
    """Hash of its path, version and installed distributions: results are kept per identity."""
    source: str
    """Where it was found, for a person: `project's .venv`."""

    @property
    def is_novas(self) -> bool:
        """The environment in which Nova itself runs: a fallback that has pytest, and nothing of the project."""
        return self.source == NOVAS

    @property
    def binds(self) -> tuple[Bind, ...]:
        return tuple(Bind(root, root) for root in self.roots)


def find_interpreter(path: Path, tracked: Container[str], *, python: Path | None = None,
                     roots: Iterable[Path] = ()) -> Interpreter | Missing:
    """The interpreter for the project at `path`.

    `python` is what the operator named, and then the only candidate. Else an environment in the checkout whose
    `pyvenv.cfg` is not in `tracked` (the snapshot's files), and else the one that Nova itself runs in. `roots` adds
    folders in which a base installation may lie.
    """
    if python is not None:
        found = read_interpreter(python, "named by the operator", roots=None)
        return found if isinstance(found, Interpreter) else Missing(
            f"{python} cannot run the tests: {found.why}. nova projects add {path} --python PATH names another one")
    known = (*known_roots(), *roots)
    for name in BESIDE:
        if (path / name / "pyvenv.cfg").is_file() and f"{name}/pyvenv.cfg" not in tracked:
            found = read_interpreter(path / name / "bin" / "python", f"the project's {name}", roots=known)
            if isinstance(found, Interpreter):
                return found
    found = read_interpreter(Path(sys.prefix) / "bin" / "python3", NOVAS, roots=known)
    return found if isinstance(found, Interpreter) else Missing(
        f"no Python for its tests: no environment with pytest beside {path}, and {found.why} in Nova's own. "
        f"Name one: nova projects add {path} --python PATH")


def known_roots() -> tuple[Path, ...]:
    """Where base installations of Python lie: each entry is one, or holds one per folder."""
    home = Path.home()
    return (Path(sys.base_prefix), Path("/usr"), Path("/usr/local"), Path("/opt"), home / ".pyenv" / "versions",
            home / ".local" / "share" / "uv" / "python")


def read_interpreter(python: Path, source: str, *, roots: Iterable[Path] | None) -> Interpreter | Missing:
    """The interpreter at `python`, from what its folder says. `roots` None: the operator vouches for its base."""
    python = Path(os.path.abspath(python))
    prefix = python.parent.parent
    if not python.exists():
        return Missing(f"there is no {python}")
    base = _base_of(prefix)
    if base is None or not _may_hold_python(base, roots):
        return Missing(f"the Python it is based on ({base or 'not said in pyvenv.cfg'}) is not under a known root")
    libraries = list(_libraries(prefix))
    packages = [folder for library in libraries for name in ("site-packages", "dist-packages")
                if (folder := library / name).is_dir()] + _system_packages(prefix)
    if not any((folder / "pytest").is_dir() for folder in packages):
        return Missing("pytest is not installed")
    version = re.sub(r"^python", "", libraries[0].name) if libraries else "3"
    return Interpreter(python=python, prefix=prefix, roots=_roots(prefix, base), version=version, source=source,
                       identity=_identity(python, version, packages))


def _base_of(prefix: Path) -> Path | None:
    """The installation behind an environment, read from `pyvenv.cfg`; a folder without one is its own base."""
    settings = prefix / "pyvenv.cfg"
    if not settings.is_file():
        return prefix
    for line in settings.read_text("utf-8", "replace").splitlines():
        key, _, value = line.partition("=")
        if key.strip().lower() == "home" and os.path.isabs(value.strip()):
            return Path(os.path.normpath(value.strip())).parent
    return None


def _may_hold_python(base: Path, roots: Iterable[Path] | None) -> bool:
    """Whether binding this folder shows a Python and nothing of a person's."""
    real = base.resolve()
    home = Path.home().resolve()
    if real == home or real in home.parents or real in (Path("/"), Path("/etc"), Path("/var"), Path("/var/run")):
        return real == Path("/usr")
    if not any(_libraries(base)):
        return False
    return roots is None or any(real == root.resolve() or root.resolve() in real.parents for root in roots)


def _libraries(prefix: Path) -> Iterator[Path]:
    """`lib/python3.11` folders, newest first."""
    found = [folder for lib in ("lib", "lib64") for folder in (prefix / lib).glob("python3.*") if folder.is_dir()]
    yield from sorted(found, key=lambda folder: [int(n) for n in re.findall(r"\d+", folder.name)], reverse=True)


def _system_packages(prefix: Path) -> list[Path]:
    """Debian keeps the packages of /usr one level up."""
    folder = prefix / "lib" / "python3" / "dist-packages"
    return [folder] if folder.is_dir() else []


def _roots(prefix: Path, base: Path) -> tuple[Path, ...]:
    """What has to be bound, outermost first: the base under every name it is reached by, then the environment."""
    wanted = dict.fromkeys((base.resolve(), base, prefix))
    return tuple(folder for folder in wanted if not folder.is_relative_to("/usr"))


def _identity(python: Path, version: str, packages: list[Path]) -> str:
    names = sorted({entry.name for folder in packages for entry in folder.iterdir()
                    if entry.suffix in (".dist-info", ".egg-info", ".egg-link", ".pth")})
    return sha256("\0".join([str(python), version, *names]).encode("utf-8", "surrogateescape")).hexdigest()[:16]
