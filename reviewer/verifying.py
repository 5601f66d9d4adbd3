"""Make the proof of a recorded proposal again, from its base alone, and say where it differs.

Nothing that was worked out before is used: the base comes into a mirror of its own, is exported anew, the recipe is
carried out again, and every check and test runs again, the base's suite included.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nova.clock import Stopwatch
from nova.code.mirror import Mirror
from nova.domain.snapshot import CommitSha
from nova.errors import GitFailed, NotReviewable, Refused
from nova.ports import Progress
from reviewer.domain.proposal import PullRequest
from reviewer.domain.recipe import Declined
from reviewer.domain.verdict import Tier
from reviewer.proof.suite import remove
from reviewer.reports import attestation
from reviewer.workspace import Workspace

COMPARED = ("grade", "tier", "free_form")
"""Of an attestation, beside its subject, its checks' outcomes and the facts of its tests."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One point; None: it is not there."""

    what: str
    recorded: Any
    now: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A recorded attestation beside the one made now."""

    id: str
    base: str
    recorded: Mapping[str, Any]
    now: Mapping[str, Any]
    differs: tuple[Difference, ...]
    versions: tuple[Difference, ...]
    """Programs of another version than then: no difference by themselves, but what one may come from."""
    seconds: float

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "base": self.base, "same": not self.differs,
                "differs": [asdict(one) for one in self.differs], "versions": [asdict(one) for one in self.versions],
                "recorded": self.recorded, "now": self.now, "seconds": self.seconds}


def verified(workspace: Workspace, id: str, progress: Progress) -> Verification:
    """Prove the pull request again on the base that is recorded, wherever its branch is now.

    Raises UnknownName, and Refused when it cannot be done here.
    """
    record = workspace.pulls.get(id)
    recorded: Mapping[str, Any] | None = record.report.get("attestation")
    if recorded is None:
        raise Refused(f"{id} was opened by a Nova that kept no attestation, so there is nothing to compare with. "
                      f"nova refresh {id} proves it anew.")
    watch = Stopwatch()
    folder = Path(tempfile.mkdtemp(prefix="nova-verify-"))
    try:
        clean = Workspace(workspace.app, workspace.project, home=folder)
        progress.stage("verify", f"{id} on {recorded['base'][:7]}")
        now = _made_again(clean, workspace.mirror, record.pull, recorded, progress)
        differs = [*_commit_differences(clean, record.pull, recorded), *differences(recorded, now)]
    finally:
        remove(folder)
    return Verification(id=id, base=recorded["base"], recorded=recorded, now=now, differs=tuple(differs),
                        versions=tuple(_pairs("", recorded["versions"], now["versions"] or recorded["versions"])),
                        seconds=watch.seconds)


def differences(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    """Where two attestations say different things. Times and the words of details are not compared."""
    yield from _pairs("", recorded["subject"], now["subject"])
    for name in COMPARED:
        yield from _pairs("", {name: recorded[name]}, {name: now[name]})
    if not now["checks"]:
        return  # the recipe gave nothing that could be checked
    yield from _pairs("check ", _outcomes(recorded), _outcomes(now))
    yield from _pairs("tests ", recorded["tests"] or {}, now["tests"] or {})


def _made_again(clean: Workspace, known: Mirror, pull: PullRequest, recorded: Mapping[str, Any],
                progress: Progress) -> Mapping[str, Any]:
    base = CommitSha(recorded["base"])
    _bring_in(clean.mirror, known, base)
    proposal = clean.again(pull, clean.mirror.snapshot(base, pull.target), progress)
    if isinstance(proposal, Declined):
        nothing = {"head_tree": None, "patch_sha256": None}
        return {**recorded, "subject": nothing, "checks": [], "tests": None, "grade": "unproven", "versions": {},
                "why": proposal.why}
    if proposal.verdict.tier is Tier.NONE and recorded["tier"] != Tier.NONE and not proposal.verdict.failed:
        raise Refused(f"{pull.id} cannot be verified here: {proposal.verdict.why}")
    return attestation(proposal)


def _bring_in(mirror: Mirror, known: Mirror, base: CommitSha) -> None:
    """The base into the clean mirror: from the project, or from Nova's own mirror when the project has lost it.

    Objects are named by what they hold, so it does not matter where they come from. Raises Refused.
    """
    mirror.update()
    try:
        mirror.resolve(base)
    except NotReviewable as error:
        try:
            pack = known.git.run("pack-objects", "--revs", "--stdout", "-q", stdin=f"{base}\n".encode())
            mirror.git.run("index-pack", "--stdin", stdin=pack)
        except GitFailed:
            raise Refused(f"the base {base[:7]} is gone, from {mirror.project.path} and from Nova's own copy, so "
                          "nothing can be made again on it") from error


def _commit_differences(clean: Workspace, pull: PullRequest, recorded: Mapping[str, Any]) -> Iterator[Difference]:
    """Whether the commit of the pull request is what the attestation is about."""
    if pull.base != recorded["base"]:
        return  # merged on another base, with a proof of its own
    try:
        tree = clean.mirror.tree_of(clean.mirror.resolve(pull.head))
    except NotReviewable:
        tree = None
    if tree != recorded["subject"]["head_tree"]:
        yield Difference(f"tree of commit {pull.head[:7]}", recorded["subject"]["head_tree"], tree)


def _outcomes(attested: Mapping[str, Any]) -> dict[str, str]:
    return {check["name"]: check["outcome"] for check in attested["checks"]}


def _pairs(prefix: str, recorded: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys([*recorded, *now]):
        before, after = (_plain_json(side.get(name)) for side in (recorded, now))
        if before != after:
            yield Difference(f"{prefix}{name}", before, after)


def _plain_json(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
