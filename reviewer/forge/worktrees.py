"""Bringing a checked-out branch along, as a fast-forward would, and only where nothing of a person's is touched.

git's own merge would run the repository's filters and hooks. So the few files are compared and written as raw bytes,
and only where git itself would do no more than that.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nova.code.git import Git
from nova.errors import NovaError, Refused

_CONVERTS = ("filter", "ident", "eol", "working-tree-encoding")
_UNDERWAY = {
    "MERGE_HEAD": "a merge", "CHERRY_PICK_HEAD": "a cherry-pick", "REVERT_HEAD": "a revert",
    "rebase-merge": "a rebase", "rebase-apply": "a rebase", "BISECT_START": "a bisect",
}
_REBASING = ("rebase-merge/head-name", "rebase-apply/head-name")


@dataclass(frozen=True, slots=True)
class Side:
    """A file of one commit."""

    mode: str
    oid: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Move:
    """A file that differs between two commits; None where it does not exist."""

    path: str
    before: Side | None
    after: Side | None

    @property
    def back(self) -> Move:
        return Move(self.path, self.after, self.before)


def moves(git: Git, old: str, new: str, only: Container[str] | None = None) -> tuple[Move, ...]:
    """The files that differ between two commits, by path; `only` these paths, when they are given."""
    fields = git.fields("diff-tree", "-r", "-z", "--no-renames", "--no-commit-id", old, new)
    result = []
    for head, path in zip(fields[::2], fields[1::2], strict=True):
        if only is not None and path not in only:
            continue
        old_mode, new_mode, old_oid, new_oid, _ = head.lstrip(":").split(" ")
        result.append(Move(path, _side(git, old_mode, old_oid), _side(git, new_mode, new_oid)))
    return tuple(result)


def why_not(worktree: Path, branch: str, wanted: Sequence[Move], *, underway: bool = False) -> str | None:
    """Why a worktree that has `branch` checked out cannot be brought along, in words; None: it can.

    `underway`: files that have been brought along already are fine.
    """
    git = Git(worktree)
    return (_other_work(git, branch)
            or _converted(git, wanted)
            or _staged(git, wanted, underway)
            or next((why for move in wanted if (why := _changed(worktree, move, underway))), None))


def bring_along(worktree: Path, wanted: Sequence[Move]) -> None:
    """Files first, each replaced at once, then the index in one step. What is done already is left alone.

    Raises Refused when a file has changed since it was looked at; then nothing more is written.
    """
    for move in wanted:
        _write(worktree, move)
    lines = [_index_line(move) for move in wanted]
    Git(worktree).run("update-index", "-z", "--index-info", stdin=b"".join(lines))


def put_back(worktree: Path, wanted: Iterable[Move]) -> None:
    """Undo what `bring_along` did, wherever it is still as it was left."""
    git = Git(worktree)
    for move in wanted:
        back = move.back
        if _changed(worktree, move, underway=True) is None:
            _write(worktree, back)
        if _entry(git, move.path) == _line(move.after):
            git.run("update-index", "-z", "--index-info", stdin=_index_line(back))


def rebasing(worktree: Path, branch: str) -> bool:
    """Whether a rebase in this worktree will move the branch when it ends."""
    folder = _git_dir(Git(worktree))
    return any(_text(folder / name) == f"refs/heads/{branch}" for name in _REBASING)


def _side(git: Git, mode: str, oid: str) -> Side | None:
    if not oid.strip("0"):
        return None
    if not mode.startswith("100"):
        raise NovaError(f"object {oid} is no regular file (mode {mode}); Nova changes regular files only")
    return Side(mode, oid, git.run("cat-file", "blob", oid))


def _other_work(git: Git, branch: str) -> str | None:
    folder = _git_dir(git)
    found = next((what for name, what in _UNDERWAY.items() if (folder / name).exists()), None)
    return f"{found} is going on there" if found else None


def _git_dir(git: Git) -> Path:
    return Path(git.text("rev-parse", "--absolute-git-dir"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _converted(git: Git, wanted: Sequence[Move]) -> str | None:
    """git writes such a file otherwise than it keeps it, or runs a program to do so."""
    paths = b"".join(os.fsencode(move.path) + b"\0" for move in wanted)
    fields = git.fields("check-attr", "-z", "--stdin", *_CONVERTS, stdin=paths)
    for path, attribute, value in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        if value not in ("unspecified", "unset") and (attribute, value) != ("eol", "lf"):
            return f"git converts {path} when it writes it ({attribute}={value})"
    return None


def _staged(git: Git, wanted: Sequence[Move], underway: bool) -> str | None:
    for move in wanted:
        fine = [_line(move.before), *([_line(move.after)] if underway else [])]
        if _entry(git, move.path) not in fine:
            return f"{move.path} has staged changes"
    return None


def _entry(git: Git, path: str) -> str:
    """The index entry of exactly this path; empty when there is none."""
    listed = os.fsdecode(git.run("ls-files", "-s", "-z", "--", path, env={"GIT_LITERAL_PATHSPECS": "1"}))
    return ";".join(line.partition("\t")[0] for line in listed.split("\0") if line)


def _line(side: Side | None) -> str:
    return "" if side is None else f"{side.mode} {side.oid} 0"


def _changed(worktree: Path, move: Move, underway: bool) -> str | None:
    fine = [move.before, *([move.after] if underway else [])]
    if _behind_link(worktree, move.path):
        return f"{move.path} lies behind a symbolic link"
    found = _read(worktree / move.path)
    if found is None and None in fine:
        return None
    if found is not None and any(side is not None and side.content == found for side in fine):
        return None
    if move.before is None:
        return f"{move.path} is there already, and not in git"
    return f"{move.path} has changes that are not committed"


def _behind_link(worktree: Path, path: str) -> bool:
    folder = worktree
    for part in path.split("/")[:-1]:
        folder /= part
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            return True
    return False


def _read(place: Path) -> bytes | None:
    """The bytes of a regular file; None when nothing is there. Something else never equals a commit's bytes."""
    try:
        mode = place.lstat().st_mode
    except OSError:
        return None
    return place.read_bytes() if stat.S_ISREG(mode) else b"\0not a regular file"


def _write(worktree: Path, move: Move) -> None:
    place = worktree / move.path
    why = _changed(worktree, move, underway=True)
    if why is not None:
        raise Refused(f"{worktree}: {why}")
    if move.after is None:
        _remove(worktree, place)
    elif _read(place) != move.after.content:
        _replace(place, move.after)


def _replace(place: Path, side: Side) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    executable = 0o777 if side.mode == "100755" else 0o666
    handle, name = tempfile.mkstemp(prefix=".nova-", dir=place.parent)
    try:
        with open(handle, "wb") as file:
            file.write(side.content)
        os.chmod(name, stat.S_IMODE(place.lstat().st_mode) if place.exists() else executable & ~_umask())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _remove(worktree: Path, place: Path) -> None:
    """The file, and folders that it leaves empty."""
    place.unlink(missing_ok=True)
    for folder in place.parents:
        if folder == worktree:
            return
        try:
            folder.rmdir()
        except OSError:
            return


def _index_line(move: Move) -> bytes:
    path = os.fsencode(move.path)
    if move.after is None:
        length = len(move.before.oid) if move.before else 40
        return b"0 " + b"0" * length + b"\t" + path + b"\0"
    return f"{move.after.mode} {move.after.oid}\t".encode() + path + b"\0"
