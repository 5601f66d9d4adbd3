"""The sandbox for machines that let nobody make a namespace: Landlock, seccomp and a supervisor, see `landlock.py`.

Nothing can be shown at another path, so a job whose folders are to be seen elsewhere is refused. No socket of any
family, no /proc, no /dev/shm; modes, owners and times of files cannot be changed, even those of the job's own.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from nova.errors import SandboxUnavailable
from reviewer.domain.verdict import Tier
from reviewer.proof.sandbox import seccomp
from reviewer.proof.sandbox.bubblewrap import Bind, Ended, Job, Sandbox
from reviewer.proof.sandbox.landlock import FAILED, NEEDED, abi

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives",
          "/etc/nsswitch.conf", "/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Landlocked(Sandbox):
    """See the module."""

    tier: Tier = Tier.LANDLOCK
    moves: bool = False
    patience: float = 6.0
    families: frozenset[int] = frozenset()

    def run(self, job: Job) -> Ended:
        """See `Sandbox`. Raises SandboxUnavailable too for a job that wants to see a folder elsewhere, and when the
        command could not be confined."""
        moved = [bind for bind in job.binds if bind.source.resolve() != bind.target.resolve()]
        if moved:
            raise SandboxUnavailable(f"the landlock sandbox cannot show a folder at another path ({moved[0].target}), "
                                     "so it would test something else")
        with TemporaryDirectory(prefix="nova-home-", ignore_cleanup_errors=True) as home:
            ended = Sandbox.run(self, _at_home(job, Path(home).resolve()))
        if ended.status == FAILED and b"nova: the command could not be confined" in ended.output:
            raise SandboxUnavailable("Landlock or seccomp could not be set up for the command")
        return ended

    def files(self, job: Job) -> Mapping[str, str | bytes]:
        """The plan and the filter."""
        plan = {"argv": job.argv, "folder": str(job.folder), "environment": dict(job.environment),
                "parent": os.getpid(), "processes": self.processes, "home": job.environment["HOME"],
                "read": [*SYSTEM, *(str(bind.source) for bind in job.binds if not bind.writable)],
                "write": [*DEVICES, *(str(bind.source) for bind in job.binds if bind.writable)]}
        return {"plan": json.dumps(plan), "": seccomp.compiled(alone=False)}

    def command(self, job: Job, numbers: Mapping[str, int]) -> list[str]:
        """What is run: the supervisor, with the Python that Nova's own is based on."""
        python = Path(sys.base_prefix) / "bin" / "python3"
        return [str(python), "-I", "-S", str(Path(__file__).with_name("landlock.py")), str(numbers["plan"]),
                str(numbers[""])]


def _at_home(job: Job, home: Path) -> Job:
    """The job with a home and a folder for temporary files of its own, gone after it."""
    temporary = home / "tmp"
    temporary.mkdir()
    given = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "USER": "sandbox", "TMPDIR": str(temporary)}
    return replace(job, environment=given | dict(job.environment) | {"HOME": str(home)},
                   binds=(*job.binds, Bind(home, home, writable=True)))


def landlocked(prlimit: str) -> Landlocked:
    """The one of this machine, not yet probed. Raises SandboxUnavailable, with what it lacks."""
    version = abi()
    if version == 0:
        raise SandboxUnavailable("this kernel has no Landlock, or the container does not let it be used")
    if version < NEEDED:
        raise SandboxUnavailable(f"Landlock is too old here (ABI {version}; {NEEDED} came with Linux 6.12)")
    return Landlocked(bwrap="", prlimit=prlimit)
