"""Does a sandbox hold on this machine? Found out by attacking it, since an installed bwrap proves nothing."""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reviewer.domain.verdict import Tier
from reviewer.proof.sandbox import cgroup
from reviewer.proof.sandbox.bubblewrap import Bind, Ended, Job, Sandbox

CONTAINED = frozenset({"memory", "big_file", "survivor", "fork_bomb", "memory_together", "output", "survivor_of_kill"})
"""Attacks that are let begin and are ended by a limit: held means that the limit did."""

GIVEN = ["HOME", "LANG", "LC_CTYPE", "PATH", "PWD", "TMPDIR", "USER"]
"""Variables that a command in the sandbox is given, or makes itself."""

PROBE_MEMORY, PROBE_PROCESSES = 64 << 20, 64
"""The limits of the attacked sandbox: the same mechanism as in a proof, sooner reached."""

DISKS = ("sd", "vd", "nvme", "mem", "kmem", "kmsg", "loop", "fuse", "kvm", "port", "uinput")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One attempt to get out, and what became of it."""

    name: str
    held: bool
    contained: bool
    """True: it began, and a limit ended it before it did harm."""
    detail: str

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "held": self.held, "contained": self.contained, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class NotTried:
    """An attempt that was not made, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Selftest:
    """What became of one tier."""

    tier: Tier
    """The tier that held; none when it did not."""
    attacks: tuple[Attack, ...]
    why: str = ""
    """Why the tier is none, and what to do; empty when it is not."""
    not_tried: tuple[NotTried, ...] = ()


def attacked(sandbox: Sandbox) -> Selftest:
    """Run every attack in the sandbox, and judge from outside what each one reached."""
    sandbox = replace(sandbox, memory=PROBE_MEMORY, processes=PROBE_PROCESSES)
    with _outside(sandbox.moves) as outside:
        ended = sandbox.run(_job(sandbox, outside))
        results = _results(outside.out)
        if results is None:
            return Selftest(Tier.NONE, (), _why_not_started(ended))
        attacks = tuple(_judged(name, *result, outside) for name, result in results.items())
    return judged(sandbox, attacks, outside.not_tried)


def judged(sandbox: Sandbox, attacks: tuple[Attack, ...], not_tried: tuple[NotTried, ...]) -> Selftest:
    """The tier when every attack was held, else none."""
    escaped = [attack.name for attack in attacks if not attack.held]
    if not escaped:
        return Selftest(sandbox.tier, attacks, "", not_tried)
    return Selftest(Tier.NONE, attacks, f"{sandbox.tier}: it runs here but does not hold ({', '.join(escaped)}); "
                                        "nova sandbox selftest shows each attack", not_tried)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outside:
    """What the attacks are after, and who watches it."""

    folder: Path
    out: Path
    target: Mapping[str, Any]
    victim: subprocess.Popen[bytes]
    datagrams: Mapping[str, socket.socket]
    """What listens for them, by the attack that sends one."""
    limited: frozenset[str]
    """Controllers that the sandbox's control group has."""
    keeps_all: bool
    """The sandbox has a process namespace."""

    @property
    def not_tried(self) -> tuple[NotTried, ...]:
        rows = [NotTried("full-disk", "filling it would harm this machine; a run is stopped when less than 256 MB is "
                                      "left under the folders that it writes to")]
        if "memory" not in self.limited:
            rows.append(NotTried("memory-together", "no control group for memory can be made here (it takes a "
                                 "delegated group): each process is limited, all of them together are not"))
        if not self.keeps_all:
            rows.append(NotTried("metadata", "Landlock does not hide that a file exists, its size and its times"))
        return tuple(rows)

    def secret_is_as_it_was(self) -> bool:
        secret = self.folder / "secret"
        return secret.exists() and secret.stat().st_mode & 0o777 == 0o600 and secret.stat().st_mtime != 0

    def was_reached(self, name: str) -> str:
        """What an attack did that only shows from here."""
        if name in self.datagrams:
            with suppress(BlockingIOError):
                self.datagrams[name].recv(16)
                return "a datagram came through"
        elif name == "processes" and self.victim.poll() is not None:
            return "killed a process of the machine"
        elif name == "change_secret" and not self.secret_is_as_it_was():
            return "a file outside was changed"
        elif name == "write_outside" and (self.folder / "nova-selftest-written").exists():
            return "a file outside was written"
        elif name == "survivor" and still_held(self.out / "survivor"):
            return "a process outlived the sandbox"
        return ""


@contextmanager
def _outside(keeps_all: bool) -> Iterator[_Outside]:
    """A secret, listeners and a process, all of this machine."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nova-selftest-"))).resolve()
        out = folder / "out"
        out.mkdir()
        (folder / "secret").write_text("nova-selftest-secret")
        (folder / "secret").chmod(0o600)
        addresses, datagrams = stack.enter_context(_listeners(folder))
        victim = subprocess.Popen(["/bin/sleep", "60"], env={}, start_new_session=True)
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        shared = stack.enter_context(_shared_memory())
        limited = frozenset(place.controller.name for place in cgroup.known_places())
        target = {**addresses, "secret": str(folder / "secret"), "pid": os.getpid(), "victim": victim.pid,
                  "shared": shared, "home": str(Path.home()), "bound": _bound_in_home(), "given": GIVEN,
                  "memory": PROBE_MEMORY,
                  "not_tried": [] if "memory" in limited else ["memory_together"],
                  "devices": [f"/dev/{name}" for name in sorted(os.listdir("/dev")) if name.startswith(DISKS)]}
        yield _Outside(folder=folder, out=out, target=target, victim=victim, datagrams=datagrams, limited=limited,
                       keeps_all=keeps_all)


def _job(sandbox: Sandbox, outside: _Outside) -> Job:
    script, out = Path(__file__).with_name("attack.py"), outside.out
    seen, at = (Path("/nova/attack.py"), Path("/nova/out")) if sandbox.moves else (script, out)
    target = {**outside.target, "out": str(at), "families": sorted(sandbox.families), "watched": list(
        () if sandbox.moves else (tempfile.gettempdir(),))}
    return python_job(seen, json.dumps(target), folder=at, binds=(Bind(script, seen), Bind(out, at, writable=True)))


def python_job(script: Path, *arguments: str, folder: Path, binds: tuple[Bind, ...]) -> Job:
    """Run a script with the Python that Nova's own is based on."""
    base = Path(sys.base_prefix)
    roots = () if base.is_relative_to("/usr") else tuple(dict.fromkeys((base.resolve(), base)))
    return Job(argv=(str(base / "bin" / "python3"), "-I", "-S", str(script), *arguments), folder=folder, seconds=30.0,
               binds=(*(Bind(root, root) for root in roots), *binds))


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


def _judged(name: str, reached: bool, detail: str, outside: _Outside) -> Attack:
    """A fork bomb that nothing counts still ends with its process namespace; where there is none it has got out."""
    seen = outside.was_reached(name)
    if name == "survivor":
        reached, detail = bool(seen), seen or "it ended with the sandbox"
    elif name == "fork_bomb" and (outside.keeps_all or not reached):
        reached, detail = False, _how_many(reached, detail, outside.limited)
    elif seen:
        reached, detail = True, seen
    return Attack(name=name.replace("_", "-"), held=not reached, contained=name in CONTAINED and not reached,
                  detail=detail)


def _how_many(reached: bool, detail: str, limited: Iterable[str]) -> str:
    """What bounds the number of processes. Where nothing does, that is said; the end of the run ends them all."""
    if reached:
        return f"{detail}: nothing limits their number here, only the end of the run ends them"
    return "ended by the control group" if "pids" in limited else "ended by a resource limit; no control group here"


def still_held(file: Path, patience: float = 5.0) -> bool:
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
    return f"the sandbox did not start: {reason}"


@contextmanager
def _shared_memory() -> Iterator[int]:
    """The number of a piece of memory that any process of this person may find; 0 when none can be made."""
    libc = ctypes.CDLL(None, use_errno=True)
    key = secrets.randbelow(1 << 30) + 1
    made = libc.shmget(key, 4096, 0o3600)  # IPC_CREAT, IPC_EXCL and the mode
    try:
        yield key if made >= 0 else 0
    finally:
        if made >= 0:
            libc.shmctl(made, 0, None)


@contextmanager
def _listeners(folder: Path) -> Iterator[tuple[dict[str, Any], Mapping[str, socket.socket]]]:
    """TCP listeners on loopback, one for datagrams, a Unix one with a file and one without."""
    abstract, path = f"nova-selftest-{secrets.token_hex(8)}", str(folder / "socket")
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port_v6 = 0
        with suppress(OSError):
            v6 = stack.enter_context(socket.create_server(("::1", 0), family=socket.AF_INET6))
            port_v6 = v6.getsockname()[1]
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        log = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        log.bind(str(folder / "log"))
        for receiver in (udp, log):
            receiver.setblocking(False)
        for address in ("\0" + abstract, path):
            unix = stack.enter_context(socket.socket(socket.AF_UNIX))
            unix.bind(address)
            unix.listen()
        yield {"port": tcp.getsockname()[1], "port_v6": port_v6, "port_udp": udp.getsockname()[1],
               "abstract": abstract, "socket": path, "socket_datagram": str(folder / "log")}, {
                   "datagram": udp, "unix_datagram": log}
