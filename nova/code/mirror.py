"""Nova's own bare copy of a project: everything is read from here, and built here."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from nova.code.git import NETWORK, BlobReader, Git
from nova.domain.project import Project
from nova.domain.snapshot import BlobId, CommitSha, Snapshot, SourceFile, TreeOid, Unread
from nova.errors import GitFailed, NotReviewable

_REFSPECS = ("+refs/heads/*:refs/nova/heads/*", "+refs/nova/answers*:refs/nova/answers-local*",
             "+HEAD:refs/nova/head")
_LONGEST_NAME = 255
_LINK = "a symbolic link"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a tree."""

    mode: str
    kind: str
    oid: str
    size: int
    path: str
    missing: bool = False
    """The repository has lost its content."""


class Mirror:
    """The bare repository of one project under `home`, and the exports made from it."""

    def __init__(self, home: Path, project: Project) -> None:
        self.project = project
        self.path = home / "mirrors" / f"{project.id}.git"
        self._trees = home / "cache" / "trees"
        self.git = Git(self.path, ours=True)

    def update(self) -> None:
        """Bring in every branch, HEAD and the answers of the project.

        A mirror that is broken is made anew. Of a project that has lost objects, what there is comes in.
        """
        with self._held():
            self._ensure()
            try:
                self._fetch_all()
            except GitFailed:
                if self.git.succeeds("fsck", "--connectivity-only", "--no-dangling", "--no-progress"):
                    raise
                self._remove()
                self._ensure()
                self._fetch_all()

    def resolve(self, revision: str) -> CommitSha:
        """The commit that `revision` names in the project, brought into the mirror when no branch holds it.

        Raises NotReviewable when there is none.
        """
        sha = self._named(Git(self.project.path), revision) or self._named(self.git, revision)
        if sha is None:
            raise NotReviewable(f"{self.project.path} has no commit {revision!r}. "
                                "Name a branch, a tag or a commit: git log shows them.")
        if not self._has(sha):
            with self._held():
                self._fetch(f"+{sha}:refs/nova/wanted/{sha}")
        return sha

    def snapshot(self, commit: CommitSha, branch: str | None) -> Snapshot:
        """The commit, exported; an export that is there already and whole is used again."""
        tree, date = self.git.text("show", "--no-patch", "--format=%T %cI", commit, "--").split()
        files, _, unread = _sort_out(self.entries(TreeOid(tree)))
        root = self._export(TreeOid(tree), files)
        return Snapshot(project=self.project, commit=commit, tree=TreeOid(tree), branch=branch,
                        committed_at=datetime.fromisoformat(date), root=root,
                        files={file.path: file for file in files}, unread=tuple(unread))

    def copy(self, tree: TreeOid, dest: Path) -> None:
        """Write the tree into the new or empty folder `dest`: writable, with the links that stay inside it."""
        files, links, _ = _sort_out(self.entries(tree))
        dest.mkdir(parents=True, exist_ok=True)
        with self.git.blobs() as blobs:
            _write_files(blobs, files, dest, writable=True)
            for entry in links:
                target = os.fsdecode(blobs.read(entry.oid))
                if _stays_inside(entry.path, target):
                    _place(dest, entry.path).symlink_to(target)

    def entries(self, tree: TreeOid) -> list[Entry]:
        """Everything in the tree, folders opened, in git's order."""
        lines = self.git.fields("ls-tree", "-r", "-z", "-l", "--full-tree", tree)
        return [_entry(line) for line in lines]

    def write_tree(self, base: TreeOid, changes: Mapping[str, bytes | None]) -> TreeOid:
        """A tree that differs from `base` in these files alone; None deletes one. A file keeps its mode."""
        modes = {entry.path: entry.mode for entry in self.entries(base)}
        nothing = "0" * len(base)
        lines = [self._index_line(path, content, modes, nothing) for path, content in changes.items()]
        with tempfile.TemporaryDirectory(prefix="nova-index-") as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.git.run("read-tree", base, env=env)
            self.git.run("update-index", "-z", "--index-info", stdin=b"".join(lines), env=env)
            return TreeOid(self.git.text("write-tree", env=env))

    def commit(
        self, tree: TreeOid, parents: Sequence[CommitSha], message: str, *, author: str, date: datetime
    ) -> CommitSha:
        """A commit object, no branch; equal arguments give equal ids.

        `author` is `Name <address>`, and the committer too.
        """
        stamp = f"{_person(author)} {int(date.timestamp())} {date.strftime('%z') or '+0000'}"
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents),
                 f"author {stamp}", f"committer {stamp}", "", message.rstrip("\n") + "\n"]
        written = self.git.run("hash-object", "-t", "commit", "-w", "--stdin", stdin=os.fsencode("\n".join(lines)))
        return CommitSha(written.decode().strip())

    def transfer(self, repository: Path, want: CommitSha, have: CommitSha) -> None:
        """Put the objects of `want` that `have` lacks into a repository. No transport, no hook, no branch moves."""
        wanted = f"{want}\n^{have}\n".encode()
        pack = self.git.run("pack-objects", "--revs", "--stdout", "-q", stdin=wanted)
        Git(repository).run("unpack-objects", "-q", stdin=pack)

    def fetch_url(self, url: str, refspec: str, timeout: float) -> None:
        """Fetch one thing from a network address, never asking anybody for a password. Raises GitFailed."""
        shell = os.environ.get("GIT_SSH_COMMAND", "ssh")
        Git(self.path, ours=True, protocols=NETWORK).run(
            "fetch", "--quiet", "--no-tags", "--no-auto-gc", "--no-write-fetch-head", "--", url, refspec,
            env={"GIT_SSH_COMMAND": f"{shell} -o BatchMode=yes"}, timeout=timeout)

    def tree_of(self, commit: CommitSha) -> TreeOid:
        return TreeOid(self.git.text("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}"))

    def read_blob(self, oid: str) -> bytes:
        return self.git.run("cat-file", "blob", oid)

    def is_ancestor(self, ancestor: CommitSha, descendant: CommitSha) -> bool:
        """Whether `descendant` holds `ancestor`; a commit holds itself."""
        return self.git.succeeds("merge-base", "--is-ancestor", ancestor, descendant)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Nobody else makes or fetches this mirror meanwhile; the system lets go of it when a process dies."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _ensure(self) -> None:
        form = Git(self.project.path).text("rev-parse", "--show-object-format")
        if self.path.is_dir() and self._is_whole(form):
            return
        self._remove()
        with _beside(self.path) as fresh:
            Git(fresh.parent, ours=True).run("init", "--quiet", "--bare", "--template=", f"--object-format={form}",
                                             str(fresh))
            fresh.rename(self.path)

    def _is_whole(self, form: str) -> bool:
        asked = ("--is-bare-repository", "--git-dir", "--show-object-format")
        try:
            return self.git.text("rev-parse", *asked).split("\n") == ["true", ".", form]
        except GitFailed:
            return False

    def _fetch_all(self) -> None:
        try:
            self._fetch(*_REFSPECS)
        except GitFailed as error:
            if "on the remote side" not in error.stderr:
                raise
            self._take_what_is_there()

    def _take_what_is_there(self) -> None:
        """Fetch without asking for completeness: some old file of the project is lost, which a review can live with."""
        source = Git(self.project.path)
        listed = source.text("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/nova/answers")
        refs = [line.split(" ", 1) for line in listed.splitlines()] + [[source.text("rev-parse", "HEAD"), "HEAD"]]
        wanted = "".join(f"{oid}\n" for oid, _ in refs).encode()
        pack = source.run("pack-objects", "--revs", "--stdout", "-q", "--missing=allow-any", stdin=wanted)
        self.git.run("index-pack", "--stdin", stdin=pack)
        orders = "".join(f"update {_mirrored(ref)} {oid}\n" for oid, ref in refs)
        self.git.run("update-ref", "--stdin", stdin=os.fsencode(orders))

    def _remove(self) -> None:
        if self.path.exists():
            with _beside(self.path) as aside:
                self.path.rename(aside)

    def _fetch(self, *refspecs: str) -> None:
        prune = ["--prune"] if len(refspecs) > 1 else []
        self.git.run("fetch", "--quiet", "--force", "--no-tags", "--no-auto-gc", "--no-write-fetch-head",
                     "--no-recurse-submodules", *prune, "--", str(self.project.path), *refspecs)

    def _has(self, sha: CommitSha) -> bool:
        return self.git.succeeds("cat-file", "-e", f"{sha}^{{commit}}")

    def _named(self, git: Git, revision: str) -> CommitSha | None:
        try:
            return CommitSha(git.text("rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}"))
        except GitFailed:
            return None

    def _index_line(self, path: str, content: bytes | None, modes: Mapping[str, str], nothing: str) -> bytes:
        if content is None:
            return f"0 {nothing}\t".encode() + os.fsencode(path) + b"\0"
        oid = self.git.run("hash-object", "-w", "--no-filters", "--stdin", stdin=content).decode().strip()
        return f"{modes.get(path, '100644')} {oid}\t".encode() + os.fsencode(path) + b"\0"

    def _export(self, tree: TreeOid, files: Sequence[SourceFile]) -> Path:
        root = self._trees / tree
        if root.is_dir() and _is_complete(root, files):
            return root
        self._trees.mkdir(parents=True, exist_ok=True)
        with _beside(root) as fresh:
            fresh.mkdir()
            with self.git.blobs() as blobs:
                _write_files(blobs, files, fresh, writable=False)
            _put(fresh, root, files)
        return root


def _mirrored(ref: str) -> str:
    """The name in the mirror of a reference of the project."""
    if ref == "HEAD":
        return "refs/nova/head"
    return ref.replace("refs/heads/", "refs/nova/heads/", 1).replace("refs/nova/answers", "refs/nova/answers-local", 1)


def _entry(line: str) -> Entry:
    head, _, path = line.partition("\t")
    mode, kind, oid, size = head.split()
    return Entry(mode, kind, oid, int(size) if size.isdigit() else 0, path, missing=size == "BAD")


def _sort_out(entries: Iterable[Entry]) -> tuple[list[SourceFile], list[Entry], list[Unread]]:
    """Regular files, symbolic links, and what is left out. A link is among the last two."""
    files: list[SourceFile] = []
    links: list[Entry] = []
    unread: list[Unread] = []
    folders: set[str] = set()
    seen: set[str] = set()
    for entry in entries:
        why = _why_left_out(entry, seen, folders)
        if why is not None:
            unread.append(Unread(entry.path, why))
        if why is None or (why == _LINK and _fits(entry, seen, folders)):
            seen.add(entry.path)
            folders.update(str(parent) for parent in PurePosixPath(entry.path).parents)
            if why is None:
                files.append(SourceFile(entry.path, BlobId(entry.oid), entry.size, entry.mode == "100755"))
            else:
                links.append(entry)
    return files, links, unread


def _why_left_out(entry: Entry, seen: set[str], folders: set[str]) -> str | None:
    if entry.mode == "160000":
        return "a submodule: another repository's code"
    if entry.missing:
        return "its content is missing from the repository"
    if entry.mode == "120000":
        return _bad_name(entry.path) or _LINK
    if entry.kind != "blob":
        return f"not a file (mode {entry.mode})"
    if not _fits(entry, seen, folders):
        return "the commit holds two things of this name"
    return _bad_name(entry.path)


def _fits(entry: Entry, seen: set[str], folders: set[str]) -> bool:
    """Whether nothing else of the tree has this name, or needs it for a folder."""
    parents = {str(parent) for parent in PurePosixPath(entry.path).parents}
    return entry.path not in seen and entry.path not in folders and not parents & seen


def _bad_name(path: str) -> str | None:
    parts = path.split("/")
    if any(part in {"", ".", ".."} or part.lower() == ".git" for part in parts):
        return "a name that cannot be written safely"
    if any(len(os.fsencode(part)) > _LONGEST_NAME for part in parts):
        return "a name that is too long"
    return None


def _stays_inside(path: str, target: str) -> bool:
    """Whether a link at `path` leads to a place in its own tree, whatever other links there are.

    So `..` may stand only at the front: behind a name, that name could itself be a link to another depth.
    """
    parts = [part for part in target.split("/") if part not in {"", "."}]
    up = next((count for count, part in enumerate(parts) if part != ".."), len(parts))
    return not target.startswith("/") and ".." not in parts[up:] and up <= path.count("/") and "\0" not in target


def _write_files(blobs: BlobReader, files: Iterable[SourceFile], root: Path, *, writable: bool) -> None:
    made: set[str] = set()
    for file in files:
        folder = file.path.rpartition("/")[0]
        if folder not in made:
            _place(root, folder).mkdir(parents=True, exist_ok=True)
            made.add(folder)
        mode = (0o644 if writable else 0o444) | (0o111 if file.executable else 0)
        handle = os.open(_place(root, file.path), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with open(handle, "wb") as opened:
            opened.write(blobs.read(file.blob))


def _place(root: Path, path: str) -> Path:
    return root / path if path else root


def _is_complete(root: Path, files: Iterable[SourceFile]) -> bool:
    """Whether every file of an export is still there with its size: tidying programs take old files out of caches."""
    try:
        return all(os.lstat(f"{root}/{file.path}").st_size == file.size for file in files)
    except OSError:
        return False


def _put(fresh: Path, root: Path, files: Sequence[SourceFile]) -> None:
    """Rename into place. Another process may have been first; then its export serves."""
    if root.is_dir() and not _is_complete(root, files):
        with _beside(root) as aside:
            root.rename(aside)
    try:
        fresh.rename(root)
    except OSError:
        if not (root.is_dir() and _is_complete(root, files)):
            raise


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A name in the same folder that does not exist yet; whatever is there at the end is removed."""
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name[:40]}-", dir=place.parent))
    try:
        yield folder / "new"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _person(author: str) -> str:
    name, _, address = author.partition("<")
    clean = " ".join(name.replace(">", "").split()) or "nobody"
    return f"{clean} <{''.join(address.replace('>', '').split())}>"
