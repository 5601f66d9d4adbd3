"""Sandboxes in containers that allow less, made with `unshare`; each is attacked for real."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reviewer.domain.verdict import Tier
from reviewer.proof.sandbox.interpreter import Missing
from reviewer.proof.sandbox.tiers import find_sandbox

pytestmark = pytest.mark.outer

NO_USER_NAMESPACES = "echo 0 > /proc/sys/user/max_user_namespaces"
MASKED_PROC = "mount -t tmpfs none /proc/scsi 2>/dev/null || mount -t tmpfs none /proc/fs"
"""Docker covers parts of /proc; the kernel then refuses a fresh one to user namespaces inside."""
READ_ONLY_SETTINGS = "mount --bind /proc/sys /proc/sys; mount -o remount,ro,bind /proc/sys"


REPORT = """\
import json
from reviewer.proof.sandbox.tiers import ALLOWED, find_sandbox, selftest
from reviewer.domain.verdict import Tier
print(json.dumps({**selftest((*ALLOWED, Tier.LANDLOCK)).to_json(), "found": str(find_sandbox())}))
"""

BARE = """\
import json
from dataclasses import dataclass
from reviewer.proof.sandbox.bubblewrap import Sandbox
from reviewer.proof.sandbox.probe import attacked

@dataclass(frozen=True, slots=True, kw_only=True)
class Bare(Sandbox):
    def files(self, job): return {}
    def command(self, job, numbers): return ["/bin/sh", "-c", 'cd "$0"; exec "$@"', str(job.folder), *job.argv]
    def _limits(self, job): return []

bare = Bare(bwrap="", prlimit="", moves=False, families=frozenset())
print(json.dumps({"attacks": [attack.to_json() for attack in attacked(bare).attacks]}))
"""


def in_container(code: str, *restrictions: str) -> dict[str, Any]:
    """What Python tells as JSON in a container with these restrictions."""
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
         "/bin/sh", "-c", "; ".join([*restrictions, 'exec "$@"']), "sh", sys.executable, "-c", code],
        capture_output=True, text=True, timeout=60, check=True, cwd=Path(__file__).parents[3])
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def escapes(one: dict[str, Any]) -> list[str]:
    return [attack["name"] for attack in one["attacks"] if not attack["held"]]


def test_a_container_without_user_namespaces_has_a_sandbox() -> None:
    told = in_container(REPORT, NO_USER_NAMESPACES)
    assert told["tier"] == "container", told["why"]
    assert next(one["what"] for one in told["tried"] if one["holds"]) == "no user namespace"
    assert escapes(told) == []
    assert len(told["attacks"]) >= 25


def test_a_container_with_a_masked_proc_has_a_sandbox() -> None:
    told = in_container(REPORT, MASKED_PROC, READ_ONLY_SETTINGS)
    assert told["tier"] == "container", told["why"]
    assert next(one["what"] for one in told["tried"] if one["holds"]) == "an empty /proc"
    assert "fresh_proc=False" in told["found"]


def test_where_nothing_can_be_mounted_landlock_is_left() -> None:
    """What Docker is by default."""
    no_mounts = 'exec setpriv --bounding-set=-sys_admin --inh-caps=-all "$@"'
    told = in_container(REPORT, NO_USER_NAMESPACES, no_mounts)
    assert [(one["tier"], one["holds"]) for one in told["tried"]] == [
        ("strict", False), *[("container", False)] * 3, ("landlock", True)]
    assert escapes(told) == []
    assert "user namespaces" in told["found"], "landlock is used only when the operator says so"


def test_every_attack_gets_out_where_there_is_no_sandbox() -> None:
    """An attack that fails everywhere would prove nothing. The control group is still there and ends two of them."""
    held = {attack["name"] for attack in in_container(BARE)["attacks"] if attack["held"]}
    assert held <= {"fork-bomb", "survivor", "memory-together"}


def test_the_operator_may_refuse_lower_tiers() -> None:
    assert isinstance(find_sandbox(()), Missing)
    best = find_sandbox((Tier.STRICT,))
    assert not isinstance(best, Missing) and best.tier is Tier.STRICT
