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


def found_in_container(*restrictions: str) -> dict[str, Any]:
    """What a Nova finds in a container with these restrictions."""
    code = ("import json; from reviewer.proof.sandbox.tiers import selftest, find_sandbox\n"
            "print(json.dumps({**selftest().to_json(), 'found': str(find_sandbox())}))")
    script = "; ".join(restrictions) + '; exec "$@"'
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
         "/bin/sh", "-c", script, "sh", sys.executable, "-c", code],
        capture_output=True, text=True, timeout=60, check=True, cwd=Path(__file__).parents[3])
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def escapes(one: dict[str, Any]) -> list[str]:
    return [attack["name"] for attack in one["attacks"] if not attack["held"]]


def test_a_container_without_user_namespaces_has_a_sandbox() -> None:
    told = found_in_container(NO_USER_NAMESPACES)
    assert told["tier"] == "container", told["why"]
    assert [one["what"] for one in told["tried"] if one["holds"]][0] == "no user namespace"
    assert escapes(told) == []
    assert len(told["attacks"]) >= 25


def test_a_container_with_a_masked_proc_has_a_sandbox() -> None:
    told = found_in_container(MASKED_PROC, READ_ONLY_SETTINGS)
    assert told["tier"] == "container", told["why"]
    assert [one["what"] for one in told["tried"] if one["holds"]][0] == "an empty /proc"
    assert "fresh_proc=False" in told["found"]


def test_a_container_with_neither_has_none_and_says_why() -> None:
    """Its root may not mount either: what Docker is by default."""
    told = found_in_container(NO_USER_NAMESPACES, "exec setpriv --bounding-set=-sys_admin --inh-caps=-all \"$@\"")
    assert told["tier"] == "none"
    assert "user namespaces" in told["why"]


def test_the_operator_may_refuse_lower_tiers() -> None:
    assert isinstance(find_sandbox(()), Missing)
    best = find_sandbox((Tier.STRICT,))
    assert not isinstance(best, Missing) and best.tier is Tier.STRICT
