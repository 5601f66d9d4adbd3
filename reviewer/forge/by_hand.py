"""What people did to a proposal's branch with plain git: merged it in some way, changed it, deleted it."""

from __future__ import annotations

from dataclasses import dataclass

from nova.code.git import Git
from reviewer.domain.change import ChangeSet, FileChange
from reviewer.domain.proposal import PullRequest
from reviewer.forge.branches import NOVA, Branches, carries
from reviewer.forge.worktrees import Side, moves

_COMMITS_AT_MOST = 500
"""Commits of the target that are searched for the same patch, newest first."""


@dataclass(frozen=True, slots=True)
class Merge:
    """The proposal is in its target's history."""

    commit: str
    """The commit that brought it there: a merge, a squash, a cherry-pick, or the proposal's own."""
    by: str
    """Its author, `Name <mail>`, when that is a person; else its committer; empty when both are Nova."""
    tree: str


def merged(branches: Branches, pull: PullRequest, place_key: str) -> Merge | None:
    """How a person brought the proposal into its target; None: it is not there."""
    target = branches.tip(pull.target)
    if target is None or target == pull.base:
        return None
    for head in _heads(branches, pull, place_key):
        if branches.is_ancestor(head, target):
            return _merge(branches.git, _brought_by(branches.git, head, target), pull.head_tree)
    commit = _equal_commit(branches.git, pull, target, place_key)
    return None if commit is None else _merge(branches.git, commit, None)


def edited(branches: Branches, pull: PullRequest, place_key: str) -> str | None:
    """The commit that a person put on the branch; None when it is gone, or is as Nova left it."""
    tip = branches.tip(pull.branch)
    if tip is None or tip == pull.head or branches.made_by_nova(tip, place_key):
        return None
    return tip


def patch_of(git: Git, old: str, new: str, only: frozenset[str]) -> str:
    """patch_sha256 of what differs between two commits in these paths."""
    return ChangeSet(tuple(
        FileChange(path=move.path, before=_content(move.before), after=_content(move.after))
        for move in moves(git, old, new, only)
    )).patch_sha256


def _content(side: Side | None) -> bytes | None:
    return None if side is None else side.content


def _heads(branches: Branches, pull: PullRequest, place_key: str) -> list[str]:
    """The proposal's commit, and the branch's tip when a person built it from that one."""
    tip = branches.tip(pull.branch)
    if tip is None or tip == pull.head:
        return [pull.head] if branches.has(pull.head) else []
    message = branches.git.text("show", "--no-patch", "--format=%B", tip, "--")
    return [pull.head, tip] if carries(message, place_key) else [pull.head]


def _brought_by(git: Git, head: str, target: str) -> str:
    """The first merge that has `head` in it, unless the target's own line runs through `head`."""
    line = git.text("rev-list", "--first-parent", "--ancestry-path", f"{head}..{target}", "--").split()
    parents = git.text("rev-parse", f"{line[-1]}^@").split() if line else []
    if not line or head == parents[0]:
        return head
    merges = git.text("rev-list", "--ancestry-path", "--first-parent", "--merges", f"{head}..{target}", "--").split()
    return merges[-1] if merges else head


def _equal_commit(git: Git, pull: PullRequest, target: str, place_key: str) -> str | None:
    """A commit of the target since the base that carries the place, or makes the same change to the same files."""
    paths = _paths(git, pull)
    listed = git.run("log", "-z", "--no-merges", f"--max-count={_COMMITS_AT_MOST}", "--format=%H %P%n%B",
                     f"{pull.base}..{target}", "--", *sorted(paths), env={"GIT_LITERAL_PATHSPECS": "1"})
    for block in filter(None, listed.decode("utf-8", "replace").split("\0")):
        head, _, message = block.partition("\n")
        commit, *parents = head.split()
        if carries(message, place_key) or (
                parents and patch_of(git, parents[0], commit, paths) == pull.patch_sha256):
            return commit
    return None


def _paths(git: Git, pull: PullRequest) -> frozenset[str]:
    return frozenset(git.fields("diff-tree", "-r", "-z", "--no-renames", "--name-only", "--no-commit-id",
                                f"{pull.base}^{{tree}}", pull.head_tree))


def _merge(git: Git, commit: str, tree: str | None) -> Merge:
    shown = git.text("show", "--no-patch", "--format=%an <%ae>%n%cn <%ce>%n%T", commit, "--")
    author, committer, own = shown.split("\n")
    by = next((person for person in (author, committer) if person != NOVA), "")
    return Merge(commit, by, tree or own)
