"""Which repository a folder belongs to, and what names it wherever it moves."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from nova.code.git import Git
from nova.domain.project import Project, ProjectId
from nova.errors import GitFailed, NotReviewable

_DEFAULT_PORTS = {"http": 80, "https": 443, "git": 9418}


def identify(path: Path, *, at: str | None = None) -> Project:
    """The project around `path`. Raises NotReviewable, with one sentence on what to do, when it cannot be reviewed.

    `at` is the revision that will be reviewed, so a repository whose HEAD has no commit yet passes when it is given.
    """
    folder = _existing_folder(path)
    top = _top(folder)
    _refuse_partial_history(top)
    _require_commit(top, at)
    address = _address(top)
    name = (address or "").rpartition("/")[2] or top.name or "root"
    return Project(id=_id_of(address or _root(top, at)), name=name, path=top)


def _id_of(address: str) -> ProjectId:
    """16 hex digits of the normalised network URL of `origin`, else of the root commit."""
    return ProjectId(hashlib.sha256(os.fsencode(address)).hexdigest()[:16])


def _root(top: Path, at: str | None) -> str:
    """The root commit of HEAD; `at` stands in for a HEAD that has no commit yet."""
    start = "HEAD" if at is None or _has(top, "HEAD") else at
    roots = Git(top).text("rev-list", "--max-parents=0", "--end-of-options", start).split()
    return f"root {min(roots)}"


def head_branch(path: Path) -> str | None:
    """The branch that HEAD names; None: HEAD is detached."""
    try:
        return Git(path).text("symbolic-ref", "--quiet", "HEAD").removeprefix("refs/heads/")
    except GitFailed:
        return None


def dirty_paths(path: Path, *, untracked: bool = True) -> list[str]:
    """What differs from HEAD in the working tree, by path; a whole new folder is one entry with a `/` at its end.

    Submodules are not entered, since git would obey their settings while looking.
    """
    lines = Git(path).fields("status", "--porcelain=v1", "-z", "--no-renames", "--ignore-submodules=all",
                             f"--untracked-files={'normal' if untracked else 'no'}")
    return sorted(line[3:] for line in lines)


def normalise(url: str) -> str | None:
    """`host/path` of a network URL, without credentials; None for a local path or anything else."""
    scp = re.fullmatch(r"(?:[^@/:]+@)?([^/:@\s]{2,}):(?!:|//)(.+)", url)
    if scp and "://" not in url:
        return _joined(scp[1], None, scp[2])
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https", "ssh", "git", "git+ssh", "ssh+git"} or not parts.hostname:
        return None
    try:
        port = parts.port
    except ValueError:
        return None
    web = parts.scheme in {"http", "https"}
    return _joined(parts.hostname, port if web and port != _DEFAULT_PORTS[parts.scheme] else None, parts.path)


def _joined(host: str, port: int | None, path: str) -> str:
    # An ssh port names a door of the same host; the port of a web server may well be another server.
    place = host.lower() if port is None else f"{host.lower()}:{port}"
    return f"{place}/{path.strip('/').removesuffix('.git').rstrip('/')}"


def _address(top: Path) -> str | None:
    try:
        urls = Git(top).fields("config", "-z", "--get-all", "remote.origin.url")
    except GitFailed:
        return None
    return normalise(urls[0]) if urls else None


def _existing_folder(path: Path) -> Path:
    path = path.expanduser()
    if not path.exists():
        raise NotReviewable(f"{path} does not exist. Name a folder inside a git repository.")
    folder = path.resolve()
    return folder if folder.is_dir() else folder.parent


def _top(folder: Path) -> Path:
    try:
        bare, inside = Git(folder).text("rev-parse", "--is-bare-repository", "--is-inside-work-tree").split()
    except GitFailed as error:
        raise NotReviewable(_why_not(folder, error)) from error
    if bare == "true":
        raise NotReviewable(f"{folder} is a bare repository. Nova needs a checkout to answer into: "
                            "clone it and name the clone.")
    if inside != "true":
        raise NotReviewable(f"{folder} is inside git's own folder. Name the checkout it belongs to.")
    top = Path(os.fsdecode(Git(folder).run("rev-parse", "--show-toplevel").removesuffix(b"\n"))).resolve()
    if not folder.is_relative_to(top):
        raise NotReviewable(f"{folder} says that its files are at {top}, which is elsewhere. "
                            "Unset core.worktree in its git config, or name that folder.")
    return top


def _why_not(folder: Path, error: GitFailed) -> str:
    if "dubious ownership" in error.stderr or "unsafe repository" in error.stderr:
        return (f"{folder} belongs to somebody else, so git will not read it. "
                f"If you trust it: git config --global --add safe.directory {folder}")
    if "not a git repository" in error.stderr:
        return f"{folder} is not a git repository. Nova reviews commits: run it inside a repository, or name one."
    said = (error.stderr.strip().splitlines() or ["no message"])[0]
    return f"{folder} cannot be read by git: {said}. Repair it, or name another repository."


def _refuse_partial_history(top: Path) -> None:
    git = Git(top)
    if git.text("rev-parse", "--is-shallow-repository") == "true":
        raise NotReviewable(f"{top} is a shallow clone and Nova reads history. Run: git fetch --unshallow")
    if git.succeeds("config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$"):
        raise NotReviewable(f"{top} is a partial clone: some of its files are only on the server. Clone it in full.")


def _require_commit(top: Path, at: str | None) -> None:
    if _has(top, "HEAD" if at is None else at):
        return
    if at is not None:
        raise NotReviewable(f"{top} has no commit {at!r}. Name a branch, a tag or a commit: git log shows them.")
    branch = head_branch(top) or "HEAD"
    raise NotReviewable(f"{top} has no commit on {branch} yet, and Nova reviews commits. Commit first.")


def _has(top: Path, revision: str) -> bool:
    return Git(top).succeeds("rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}")
