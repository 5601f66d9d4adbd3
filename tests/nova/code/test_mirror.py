"""The mirror and its exports: complete, byte for byte, and never fooled by names."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nova.code.git import Git
from nova.code.mirror import Mirror
from nova.code.projects import identify
from nova.domain.snapshot import Snapshot
from nova.errors import GitFailed, NotReviewable
from nova.testing import commit, git, repository, snapshot_of

WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return repository(tmp_path / "p", {"a.py": "A = 1\n", "pkg/b.py": "B = 2\n", "run.sh": "#!/bin/sh\n"})


@pytest.fixture
def mirror(tmp_path: Path, path: Path) -> Mirror:
    mirror = Mirror(tmp_path / "home", identify(path))
    mirror.update()
    return mirror


def exported(snapshot: Snapshot) -> dict[str, bytes]:
    """What lies on disk."""
    return {str(file.relative_to(snapshot.root)): file.read_bytes()
            for file in snapshot.root.rglob("*") if file.is_file()}


def tree_with(path: Path, *lines: bytes) -> str:
    """A commit whose tree has these raw entries, as only a hostile tool writes them."""
    tree = b"".join(lines)
    oid = subprocess.run(["git", "-C", str(path), "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
                         input=tree, capture_output=True, check=True).stdout.decode().strip()
    return git(path, "commit-tree", oid, "-m", "Hostile")


def entry(path: Path, mode: str, name: bytes, content: bytes = b"x = 1\n") -> bytes:
    oid = subprocess.run(["git", "-C", str(path), "hash-object", "-w", "--stdin"], input=content,
                         capture_output=True, check=True).stdout.decode().strip()
    return mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid)


def test_a_snapshot_is_the_commit_and_not_the_working_tree(tmp_path: Path, path: Path) -> None:
    (path / "a.py").write_text("A = 'not committed'\n")
    (path / "new.py").write_text("")
    snapshot = snapshot_of(path, tmp_path / "home")
    assert exported(snapshot) == {"a.py": b"A = 1\n", "pkg/b.py": b"B = 2\n", "run.sh": b"#!/bin/sh\n"}
    assert snapshot.commit == git(path, "rev-parse", "HEAD")
    assert snapshot.tree == git(path, "rev-parse", "HEAD^{tree}")
    assert (snapshot.branch, snapshot.committed_at) == ("main", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


def test_every_file_is_the_blob_byte_for_byte(tmp_path: Path) -> None:
    files = {"crlf.py": b"a = 1\r\n", "binary": bytes(range(256)), "big.bin": os.urandom(1024) * 20480, "empty": b"",
             "ident.txt": b"$Id$ $Format:%H$\n", ".gitattributes": b"* text=auto eol=crlf ident export-subst\n"
             b"tests export-ignore\n", "tests/test_a.py": b"def test(): pass\n"}
    path = repository(tmp_path / "p", {})
    git(path, "config", "core.autocrlf", "false")
    lines = [entry(path, "100644", name.encode(), content) for name, content in sorted(files.items())
             if "/" not in name]
    git(path, "config", "core.attributesFile", os.devnull)
    commit(path, {"tests/test_a.py": files["tests/test_a.py"]})
    tests = git(path, "rev-parse", "HEAD:tests")
    git(path, "update-ref", "refs/heads/main", tree_with(path, *lines, b"40000 tests\0" + bytes.fromhex(tests)))
    assert exported(snapshot_of(path, tmp_path / "home")) == files


def test_an_export_cannot_be_written_by_mistake_and_keeps_the_executable_bit(tmp_path: Path, path: Path) -> None:
    git(path, "update-index", "--chmod=+x", "run.sh")
    commit(path, {}, "Executable")
    snapshot = snapshot_of(path, tmp_path / "home")
    assert snapshot.files["run.sh"].executable
    assert (snapshot.root / "run.sh").stat().st_mode & 0o777 == 0o555
    assert (snapshot.root / "a.py").stat().st_mode & 0o777 == 0o444


def test_strange_names_are_read_like_any_other(tmp_path: Path) -> None:
    names = ["new\nline.py", "-rf.py", " space .py", 'quo"te.py', "tab\t.py", os.fsdecode(b"caf\xe9.py"), "a\\b.py",
             ":(top)x.py", "-d/-.py"]
    path = repository(tmp_path / "p", {})
    commit(path, {name: f"# {number}\n" for number, name in enumerate(names)})
    snapshot = snapshot_of(path, tmp_path / "home")
    assert set(snapshot.files) == set(names)
    assert all(snapshot.read(name) == f"# {number}\n".encode() for number, name in enumerate(names))


def test_links_and_submodules_are_left_out_by_name(tmp_path: Path, path: Path) -> None:
    (path / "out").symlink_to("/etc/passwd")
    git(path, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},vendored")
    git(path, "add", "out")
    commit(path, {})
    snapshot = snapshot_of(path, tmp_path / "home")
    assert {(one.path, one.why) for one in snapshot.unread} == {
        ("out", "a symbolic link"), ("vendored", "a submodule: another repository's code")}
    assert not (snapshot.root / "out").exists()


def test_names_that_lead_elsewhere_are_left_out(tmp_path: Path, path: Path) -> None:
    names = [b"..", b".", b".git", b".GIT", b"a/../../b.py", b"/etc/x.py", b"x" * 300]
    git(path, "update-ref", "refs/heads/main", tree_with(
        path, *(entry(path, "100644", name) for name in names), entry(path, "100644", b"z.py")))
    mirror = Mirror(tmp_path / "home", identify(path))
    mirror.update()
    snapshot = mirror.snapshot(mirror.resolve("main"), "main")
    assert list(snapshot.files) == ["z.py"]
    assert {one.path for one in snapshot.unread} == {name.decode() for name in names}
    assert set(exported(snapshot)) == {"z.py"}


def test_a_link_and_a_folder_of_one_name_write_nothing_outside(tmp_path: Path, path: Path) -> None:
    below = tree_with(path, entry(path, "100644", b"evil.py"))
    oid = git(path, "rev-parse", f"{below}^{{tree}}")
    outside = tmp_path / "outside"
    outside.mkdir()
    head = tree_with(path, entry(path, "120000", b"d", str(outside).encode()), b"40000 d\0" + bytes.fromhex(oid))
    git(path, "update-ref", "refs/heads/main", head)
    mirror = Mirror(tmp_path / "home", identify(path))
    mirror.update()
    snapshot = mirror.snapshot(mirror.resolve("main"), "main")
    mirror.copy(snapshot.tree, tmp_path / "copy")
    assert not list(outside.iterdir())


def test_an_export_is_made_once_and_again_when_a_file_is_gone(tmp_path: Path, path: Path) -> None:
    first = snapshot_of(path, tmp_path / "home")
    made = first.root.stat().st_ino
    assert snapshot_of(path, tmp_path / "home").root.stat().st_ino == made
    (first.root / "a.py").unlink()
    assert snapshot_of(path, tmp_path / "home").read("a.py") == b"A = 1\n"


def test_a_half_written_mirror_is_made_anew(tmp_path: Path, path: Path) -> None:
    mirror = Mirror(tmp_path / "home", identify(path))
    mirror.path.mkdir(parents=True)
    (mirror.path / "HEAD").write_text("ref: refs/he")
    mirror.update()
    assert mirror.resolve("HEAD") == git(path, "rev-parse", "HEAD")


def test_a_mirror_that_lost_objects_is_made_anew(tmp_path: Path, path: Path, mirror: Mirror) -> None:
    shutil.rmtree(mirror.path / "objects")
    (mirror.path / "objects").mkdir()
    commit(path, {"c.py": "C = 3\n"})
    assert "c.py" in snapshot_of(path, tmp_path / "home").files


def test_a_project_that_lost_an_old_file_is_still_reviewed(tmp_path: Path, path: Path) -> None:
    lost = git(path, "rev-parse", "HEAD:a.py")
    commit(path, {"a.py": "A = 2\n"})
    (path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    snapshot = snapshot_of(path, tmp_path / "home")
    assert snapshot.read("a.py") == b"A = 2\n"
    assert snapshot_of(path, tmp_path / "home").commit == snapshot.commit


def test_a_file_whose_content_is_lost_is_named(tmp_path: Path, path: Path) -> None:
    lost = git(path, "rev-parse", "HEAD:a.py")
    (path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    snapshot = snapshot_of(path, tmp_path / "home")
    assert [(one.path, one.why) for one in snapshot.unread] == [
        ("a.py", "its content is missing from the repository")]


def test_branches_that_are_renamed_into_folders_follow(path: Path, mirror: Mirror) -> None:
    git(path, "branch", "topic")
    mirror.update()
    git(path, "branch", "-m", "topic", "topic/one")
    mirror.update()
    assert mirror.git.text("for-each-ref", "--format=%(refname)", "refs/nova/heads").split() == [
        "refs/nova/heads/main", "refs/nova/heads/topic/one"]


def test_answers_come_along(path: Path, mirror: Mirror) -> None:
    git(path, "update-ref", "refs/nova/answers", "HEAD")
    mirror.update()
    assert mirror.git.succeeds("rev-parse", "--verify", "refs/nova/answers-local")


def test_a_commit_may_be_named_in_any_way_that_git_knows(path: Path, mirror: Mirror) -> None:
    git(path, "tag", "-a", "v1", "-m", "One")
    first = git(path, "rev-parse", "HEAD")
    commit(path, {"c.py": ""})
    mirror.update()
    assert [mirror.resolve(revision) for revision in ("v1", "HEAD~1", "main~1", first[:9])] == [first] * 4


def test_a_commit_on_no_branch_is_brought_in(path: Path, mirror: Mirror) -> None:
    git(path, "checkout", "--quiet", "--detach")
    lonely = commit(path, {"lonely.py": ""})
    git(path, "checkout", "--quiet", "main")
    mirror.update()
    assert "lonely.py" in mirror.snapshot(mirror.resolve(lonely), None).files


def test_a_commit_that_is_not_there(mirror: Mirror) -> None:
    for revision in ("nothing", "--all", "HEAD:a.py"):
        with pytest.raises(NotReviewable, match="has no commit"):
            mirror.resolve(revision)


def test_a_linked_worktree_has_its_own_head(tmp_path: Path, path: Path) -> None:
    git(path, "worktree", "add", "--quiet", "-b", "topic", str(tmp_path / "tree"))
    commit(tmp_path / "tree", {"topic.py": ""})
    snapshot = snapshot_of(tmp_path / "tree", tmp_path / "home")
    assert (snapshot.branch, "topic.py" in snapshot.files) == ("topic", True)
    assert snapshot.project.id == identify(path).id


def test_a_tree_with_changes_keeps_modes_and_everything_else(path: Path, mirror: Mirror) -> None:
    git(path, "update-index", "--chmod=+x", "run.sh")
    commit(path, {}, "Executable")
    mirror.update()
    base = mirror.tree_of(mirror.resolve("HEAD"))
    tree = mirror.write_tree(base, {"run.sh": b"#!/bin/bash\n", "pkg/b.py": None, "new\nname.py": b"N\n"})
    entries = {entry.path: (entry.mode, mirror.read_blob(entry.oid)) for entry in mirror.entries(tree)}
    assert entries == {"a.py": ("100644", b"A = 1\n"), "run.sh": ("100755", b"#!/bin/bash\n"),
                       "new\nname.py": ("100644", b"N\n")}
    assert mirror.write_tree(base, {}) == base


def test_equal_arguments_give_equal_commits(mirror: Mirror) -> None:
    head = mirror.resolve("HEAD")
    tree = mirror.write_tree(mirror.tree_of(head), {"a.py": b"A = 3\n"})
    first = mirror.commit(tree, [head], "Change A\n\nWhy — because.", author="Nova <nova@x>", date=WHEN)
    assert mirror.commit(tree, [head], "Change A\n\nWhy — because.", author="Nova <nova@x>", date=WHEN) == first
    shown = mirror.git.text("show", "-s", "--format=%an|%ae|%cI|%P|%B", first)
    assert shown == f"Nova|nova@x|2026-03-04T05:06:07+00:00|{head}|Change A\n\nWhy — because."


def test_an_author_cannot_break_the_commit(mirror: Mirror) -> None:
    head = mirror.resolve("HEAD")
    made = mirror.commit(mirror.tree_of(head), [head], "X", author="E\nparent 0 <a\n>b>", date=WHEN)
    assert mirror.git.text("show", "-s", "--format=%an|%ae|%P", made) == f"E parent 0|ab|{head}"


def test_a_commit_is_transferred_without_touching_branches_or_files(path: Path, mirror: Mirror) -> None:
    head = mirror.resolve("HEAD")
    made = mirror.commit(mirror.write_tree(mirror.tree_of(head), {"a.py": b"A = 3\n"}), [head], "Change",
                         author="Nova <nova@x>", date=WHEN)
    mirror.transfer(path, made, head)
    assert git(path, "show", f"{made}:a.py") == "A = 3"
    assert git(path, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert git(path, "status", "--porcelain") == ""
    assert (mirror.is_ancestor(head, made), mirror.is_ancestor(made, head)) == (True, False)
    assert mirror.resolve(made) == made


def test_a_copy_is_fresh_writable_and_keeps_links_that_stay_inside(tmp_path: Path, path: Path, mirror: Mirror) -> None:
    links = {"good": "a.py", "pkg/up": "../a.py", "out": "/etc/passwd", "pkg/far": "../../x", "pkg/trick": "x/../../y"}
    for name, target in links.items():
        (path / name).symlink_to(target)
    git(path, "add", *links)
    commit(path, {}, "Links")
    mirror.update()
    mirror.copy(mirror.tree_of(mirror.resolve("HEAD")), tmp_path / "copy")
    here = tmp_path / "copy"
    assert (here / "pkg" / "up").read_text() == "A = 1\n"
    assert sorted(str(one.relative_to(here)) for one in here.rglob("*") if one.is_symlink()) == ["good", "pkg/up"]
    (here / "a.py").write_text("A = 9\n")


def test_fetching_one_reference_from_an_address(tmp_path: Path, path: Path, mirror: Mirror) -> None:
    git(path, "update-ref", "refs/nova/answers", "HEAD")
    mirror.fetch_url(f"file://{path}", "+refs/nova/answers:refs/nova/answers-remote", timeout=20)
    assert mirror.git.text("rev-parse", "refs/nova/answers-remote") == git(path, "rev-parse", "HEAD")


def test_an_address_that_would_run_a_program_is_refused(tmp_path: Path, mirror: Mirror) -> None:
    marker = tmp_path / "PWNED"
    for url in (f"ext::sh -c touch% {marker}", f"--upload-pack=touch {marker}"):
        with pytest.raises(GitFailed):
            mirror.fetch_url(url, "main", timeout=20)
    assert not marker.exists()


def test_the_mirror_has_no_hooks_and_no_alternates(mirror: Mirror) -> None:
    assert not (mirror.path / "hooks").exists()
    assert not (mirror.path / "objects" / "info" / "alternates").exists()
    assert Git(mirror.path).text("rev-parse", "--is-bare-repository") == "true"


def test_a_project_of_the_other_object_format_is_mirrored_in_its_own(tmp_path: Path, path: Path) -> None:
    files = {"a.py": "A = 1\n", "b.py": "B = 1\n"}
    (tmp_path / "new").mkdir()
    git(tmp_path / "new", "init", "-q", "--object-format=sha256", "--initial-branch=main")
    new = repository(tmp_path / "new", files)
    for one in (path, new):  # two clones of one project
        git(one, "remote", "add", "origin", "https://example.com/p")
    Mirror(tmp_path / "home", identify(path)).update()
    mirror = Mirror(tmp_path / "home", identify(new))
    mirror.update()
    snapshot = mirror.snapshot(mirror.resolve("HEAD"), "main")
    tree = mirror.write_tree(snapshot.tree, {"a.py": b"A = 2\n", "b.py": None})
    assert {entry.path: mirror.read_blob(entry.oid) for entry in mirror.entries(tree)} == {"a.py": b"A = 2\n"}
