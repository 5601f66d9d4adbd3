"""Does the sandbox hold on this machine? Found out by attacking it, since an installed bwrap proves nothing."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nova.errors import SandboxUnavailable
from reviewer.domain.verdict import Tier
from reviewer.proof.sandbox.bubblewrap import Bind, Ended, Job, Sandbox, installed
from reviewer.proof.sandbox.interpreter import Missing

CONTAINED = frozenset({"memory", "big_file", "survivor"})
"""Attacks that are let begin and are ended by a limit: held means that the limit did."""

GIVEN = ["HOME", "LANG", "LC_CTYPE", "PATH", "PWD", "USER"]
"""Variables that a command in the sandbox is given, or makes itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One attempt to get out, and what became of it."""

    name: str
    held: bool
    contained: bool
    """True: it began, and a limit ended it before it did harm."""
    detail: str


@dataclass(frozen=True, slots=True)
class Selftest:
    """What `nova sandbox selftest` shows."""

    tier: Tier
    attacks: tuple[Attack, ...]
    why: str = ""
    """Why the tier is none, and what to do; empty when it is not."""

    def to_json(self) -> dict[str, Any]:
        """The shape that FORMATS promises."""
        return {"tier": str(self.tier), "attacks": [
            {"name": a.name, "held": a.held, "contained": a.contained, "detail": a.detail} for a in self.attacks]}


@cache
def find_sandbox() -> Sandbox | Missing:
    """The sandbox of this machine when every attack on it was held; asked once per process."""
    try:
        sandbox = installed()
    except SandboxUnavailable as error:
        return Missing(f"no sandbox: {error}")
    tested = attacked(sandbox)
    return sandbox if tested.tier is Tier.STRICT else Missing(f"no sandbox: {tested.why}")


def selftest() -> Selftest:
    """Attack the sandbox of this machine anew."""
    try:
        return attacked(installed())
    except SandboxUnavailable as error:
        return Selftest(Tier.NONE, (), str(error))


def attacked(sandbox: Sandbox) -> Selftest:
    """Run every attack in the sandbox, and judge from outside what each one reached."""
    with tempfile.TemporaryDirectory(prefix="nova-selftest-") as name, _listeners() as addresses:
        folder = Path(name).resolve()
        out = folder / "out"
        out.mkdir()
        (folder / "secret").write_text("nova-selftest-secret")
        target = {**addresses, "secret": str(folder / "secret"), "pid": os.getpid(), "home": str(Path.home()),
                  "bound": _bound_in_home(), "given": GIVEN, "out": "/nova/out"}
        ended = sandbox.run(_job(target, out))
        results = _results(out)
        if results is None:
            return Selftest(Tier.NONE, (), _why_not_started(ended))
        attacks = tuple(_judged(name, reached, detail, out) for name, (reached, detail) in results.items())
        written = (folder / "nova-selftest-written").exists()
    escaped = [attack.name for attack in attacks if not attack.held] + ["write_outside"] * written
    if escaped:
        return Selftest(Tier.NONE, attacks, f"bubblewrap runs here but does not hold ({', '.join(escaped)}); "
                                            "nova sandbox selftest shows each attack")
    return Selftest(Tier.STRICT, attacks)


def _job(target: Mapping[str, Any], out: Path) -> Job:
    attack = Path(__file__).with_name("attack.py")
    base = Path(sys.base_prefix)
    roots = [base] if not base.is_relative_to("/usr") else []
    return Job(argv=(str(base / "bin" / "python3"), "-I", "-S", "/nova/attack.py", json.dumps(target)),
               folder=Path("/nova/out"), seconds=30.0,
               binds=(*(Bind(root, root) for root in dict.fromkeys(p for r in roots for p in (r.resolve(), r))),
                      Bind(attack, Path("/nova/attack.py")), Bind(out, Path("/nova/out"), writable=True)))


def _bound_in_home() -> list[str]:
    """Entries of the home folder that lead to the base installation, and so are there on purpose."""
    home, base = Path.home(), Path(sys.base_prefix)
    return sorted({path.relative_to(home).parts[0] for path in (base, base.resolve())
                   if path != home and path.is_relative_to(home)})


def _results(out: Path) -> dict[str, tuple[bool, str]] | None:
    try:
        found = json.loads((out / "results.json").read_text())
    except (OSError, ValueError):
        return None
    return {name: (bool(reached), str(detail)) for name, (reached, detail) in found.items()}


def _judged(name: str, reached: bool, detail: str, out: Path) -> Attack:
    if name == "survivor":
        reached = _still_held(out / "survivor")
        detail = "a process outlived the sandbox" if reached else "it ended with the sandbox"
    return Attack(name=name.replace("_", "-"), held=not reached, contained=name in CONTAINED and not reached,
                  detail=detail)


def _still_held(file: Path, patience: float = 5.0) -> bool:
    """Whether the process left behind lives: it holds a lock on the file, which its death lets go. Dying takes a
    moment on a busy machine."""
    deadline = time.monotonic() + patience
    with file.open("a") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    return True
                time.sleep(0.02)
            else:
                return False


def _why_not_started(ended: Ended) -> str:
    said = ended.output.decode("utf-8", "replace").strip().splitlines()
    if any("namespace" in line or "uid map" in line for line in said):
        return ("this machine does not let bubblewrap make user namespaces (the default in Docker and on Ubuntu "
                "24.04): run Nova where they are allowed")
    reason = "".join(c if c.isprintable() else "?" for c in said[-1][:120]) if said else f"status {ended.status}"
    return f"bubblewrap did not start: {reason}"


@contextmanager
def _listeners() -> Iterator[dict[str, Any]]:
    """A TCP listener on loopback and an abstract Unix one, both of this machine."""
    abstract = f"nova-selftest-{secrets.token_hex(8)}"
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as unix:
        unix.bind("\0" + abstract)
        unix.listen()
        yield {"port": tcp.getsockname()[1], "abstract": abstract}
