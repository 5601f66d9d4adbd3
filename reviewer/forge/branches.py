"""Branches of the reviewed repository: looked at and moved one ref at a time, always by compare-and-swap."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nova.code.git import Git
from nova.errors import GitFailed, Refused

NOVA = "Nova <nova@localhost>"
"""Author and committer of every commit that Nova makes."""
PLACE_TRAILER = "Nova-Place"


@dataclass(frozen=True, slots=True)
class Worktree:
    """A checkout of the repository."""

    path: Path
    branch: str | None
    """None: detached, which it also is in the middle of a rebase."""
    missing: bool
    """Its folder is not there: deleted, or on a disk that is not mounted."""


class Branches:
    """The branches of one repository. No method touches a working tree, an index or HEAD."""

    def __init__(self, repository: Path) -> None:
        self.git = Git(repository)

    def tip(self, branch: str) -> str | None:
        """The commit a branch names; None when there is no such branch."""
        ref = f"refs/heads/{branch}"
        listed = self.git.text("for-each-ref", "--format=%(objectname) %(refname)", ref)
        return next((line.split(" ", 1)[0] for line in listed.splitlines() if line.split(" ", 1)[1] == ref), None)

    def move(self, branch: str, new: str, old: str | None, why: str) -> None:
        """From `old` (None: it must not exist) to `new`. Raises GitFailed when it is not at `old` any more."""
        self.git.run("update-ref", "-m", f"nova: {why}", f"refs/heads/{branch}", new, old or "0" * len(new))

    def delete(self, branch: str, old: str) -> bool:
        """Delete it if it is still at `old`. False when it is elsewhere, or checked out somewhere."""
        if self.tip(branch) != old or self.worktrees_on(branch):
            return False
        try:
            self.git.run("update-ref", "--no-deref", "-d", f"refs/heads/{branch}", old)
        except GitFailed:
            return False
        return True

    def worktrees(self) -> list[Worktree]:
        """Every checkout of the repository, the main one first."""
        try:
            fields = self.git.fields("worktree", "list", "--porcelain", "-z")
        except GitFailed:  # git before 2.36 has no -z here
            fields = self.git.text("worktree", "list", "--porcelain").split("\n")
        blocks: list[dict[str, str]] = [{}]
        for field in fields:
            if not field:
                blocks.append({})
            else:
                key, _, value = field.partition(" ")
                blocks[-1][key] = value
        return [_worktree(block) for block in blocks if "worktree" in block and "bare" not in block]

    def worktrees_on(self, branch: str) -> list[Worktree]:
        return [worktree for worktree in self.worktrees() if worktree.branch == branch]

    def is_ancestor(self, ancestor: str, descendant: str) -> bool:
        return self.git.succeeds("merge-base", "--is-ancestor", ancestor, descendant)

    def has(self, commit: str) -> bool:
        return self.git.succeeds("cat-file", "-e", f"{commit}^{{commit}}")

    def made_by_nova(self, commit: str, place_key: str) -> bool:
        """Whether Nova made this commit for that place, and nobody has changed it since."""
        shown = self.git.text("show", "--no-patch", "--format=%an <%ae>|%cn <%ce>%n%B", commit, "--")
        who, _, message = shown.partition("\n")
        return who == f"{NOVA}|{NOVA}" and carries(message, place_key)

    def checkouts(self) -> frozenset[Path]:
        """The folders of its checkouts: they share branches, so they share proposals."""
        return frozenset(worktree.path.resolve() for worktree in self.worktrees() if not worktree.missing)

    def require_free(self, branch: str, prefix: str) -> None:
        """Raises Refused when another branch's name stands in the way: git keeps a branch as a file of its name."""
        parts = branch.split("/")
        for count in range(1, len(parts)):
            parent = "/".join(parts[:count])
            if self.tip(parent) is not None:
                raise Refused(f"a branch named {parent!r} stands in the way of {branch!r}. Rename it, or set "
                              f'branch_prefix (now "{prefix}") under [review] in nova.toml to another word.')


def carries(message: str, place_key: str) -> bool:
    """Whether a commit message names the place, also inside the message of a squash."""
    return any(line.strip() == f"{PLACE_TRAILER}: {place_key}" for line in message.splitlines())


def _worktree(block: dict[str, str]) -> Worktree:
    path = Path(block["worktree"])
    branch = block.get("branch")
    return Worktree(path, branch.removeprefix("refs/heads/") if branch else None, not path.is_dir())
