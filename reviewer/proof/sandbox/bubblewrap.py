"""Run one command in a bubblewrap sandbox, with limits, and come back whatever it does."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nova.errors import SandboxUnavailable
from nova.interrupts import unblocked
from reviewer.domain.verdict import Tier
from reviewer.proof.sandbox import cgroup, seccomp
from reviewer.proof.sandbox.watching import HALTED, Stopped, kill, watch

HOME = "/home/sandbox"
MEMORY = 4 << 30
FILE_SIZE = 256 << 20
PROCESSES = 1024
"""Processes and threads of one command, all together."""
SHARED = 64 << 20
"""Bytes in /dev/shm."""

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
    user_namespace: bool = True
    """False: the machine allows none; then whoever runs Nova can mount, and the command has no capability."""
    fresh_proc: bool = True
    """False: the container masks its /proc, so no new one may be mounted; then /proc is empty."""
    memory: int = MEMORY
    processes: int = PROCESSES
    families: frozenset[int] = seccomp.FAMILIES
    """Socket families that the command may open."""
    moves: bool = True
    """It can show a folder at another path than where it lies."""
    patience: float = 0.0
    """Seconds in which the started process may end what it started when it is told to end."""

    def run(self, job: Job) -> Ended:
        """Run it to its end, or to a limit. Everything it started is gone when this returns.

        May be called from several threads. Raises SandboxUnavailable when it cannot be started.
        """
        started = time.monotonic()
        with self._group() as groups:
            process = self._start(job, groups)
            if HALTED.is_set():
                kill(process, self.patience)
            output, stopped = watch(process, started + job.seconds, [b.source for b in job.binds if b.writable],
                                    self.patience)
        if HALTED.is_set():
            raise KeyboardInterrupt  # what was cut off by a person says nothing about the tests
        if process.returncode in (126, 127) and output.startswith(LOST):
            raise SandboxUnavailable("the sandbox could not be started: a program or its control group is gone")
        return Ended(status=process.returncode, output=output, stopped=stopped, seconds=time.monotonic() - started)

    @contextmanager
    def _group(self) -> Iterator[Sequence[Path]]:
        with ExitStack() as stack:
            try:
                groups = stack.enter_context(cgroup.group({"pids": self.processes, "memory": self.memory}))
            except OSError as error:
                raise SandboxUnavailable(f"the sandbox's control group could not be made: {error.strerror}") from error
            yield groups

    def _start(self, job: Job, groups: Sequence[Path]) -> subprocess.Popen[bytes]:
        with _files(self.files(job)) as numbers:
            argv = [*cgroup.entering(groups), *self._limits(job), *self.command(job, numbers)]
            try:
                # The empty environment matters: that of bubblewrap itself can be read in the sandbox, in /proc/1.
                with unblocked():
                    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                            stderr=subprocess.STDOUT, env={}, pass_fds=tuple(numbers.values()),
                                            start_new_session=True, cwd="/")
            except OSError as error:
                raise SandboxUnavailable(f"the sandbox could not be started: {error.strerror}") from error

    def files(self, job: Job) -> Mapping[str, str | bytes]:
        """Contents that the command line speaks of by number; the filter has the empty name."""
        return ETC | {"": seccomp.compiled()}

    def command(self, job: Job, numbers: Mapping[str, int]) -> list[str]:
        """What is run: bubblewrap with the job inside. A limit on processes is set inside, where it counts only those
        of the sandbox; real root is bound by the control group alone."""
        return [self.bwrap, *self._arguments(job, numbers), "--", self.prlimit, f"--nproc={self.processes}", *job.argv]

    def _limits(self, job: Job) -> list[str]:
        return [self.prlimit, f"--as={MEMORY}", f"--fsize={FILE_SIZE}", f"--cpu={int(job.seconds) + 1}",
                "--core=0", "--nofile=1024"]

    def _arguments(self, job: Job, numbers: Mapping[str, int]) -> Iterator[str]:
        """The command line of bubblewrap, in the order in which it mounts."""
        yield from self._namespaces()
        yield from ("--cap-drop", "ALL", "--hostname", "nova", "--die-with-parent", "--new-session", "--clearenv")
        defaults = {"PATH": "/usr/bin:/bin", "HOME": HOME, "LANG": "C.UTF-8", "USER": "sandbox"}
        for name, value in (defaults | dict(job.environment)).items():
            yield from ("--setenv", name, value)
        yield from _system()
        for name in ETC:
            yield from ("--ro-bind-data", str(numbers[name]), f"/etc/{name}")
        # To the kernel, root in a user namespace is still root when it writes to /proc/sys: core_pattern runs programs.
        yield from ("--proc", "/proc", "--remount-ro", "/proc") if self.fresh_proc else ("--dir", "/proc")
        yield from ("--dev", "/dev")
        yield from ("--size", str(SHARED), "--tmpfs", "/dev/shm", "--remount-ro", "/dev")
        yield from ("--size", str(256 << 20), "--tmpfs", "/tmp", "--size", str(16 << 20), "--tmpfs", HOME)
        for bind in job.binds:
            yield from ("--bind" if bind.writable else "--ro-bind", str(bind.source), str(bind.target))
        yield from ("--remount-ro", "/", "--chdir", str(job.folder), "--seccomp", str(numbers[""]))

    def _namespaces(self) -> Iterator[str]:
        if self.user_namespace:
            yield from ("--unshare-user", "--uid", "1000", "--gid", "1000")
        if self.tier is Tier.STRICT:
            yield "--disable-userns"
        yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try")


LOST = (b"nova-group: ", b"prlimit: ")
"""How what comes before the sandbox speaks when it cannot go on. Code inside may say so too, to its own harm."""


def installed() -> Sandbox:
    """The sandbox of this machine, not yet probed. Raises SandboxUnavailable, with what to install."""
    bwrap, prlimit = shutil.which("bwrap"), shutil.which("prlimit")
    if bwrap is None:
        raise SandboxUnavailable("bubblewrap is not installed: apt-get install bubblewrap")
    if prlimit is None:
        raise SandboxUnavailable("prlimit is not installed: apt-get install util-linux")
    return Sandbox(bwrap=bwrap, prlimit=prlimit)


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
