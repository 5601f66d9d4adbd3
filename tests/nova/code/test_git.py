"""Git runs in a hostile repository, and nothing of the repository runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nova.code.git import Git
from nova.code.mirror import Mirror
from nova.code.projects import dirty_paths, head_branch, identify
from nova.errors import GitFailed
from nova.testing import commit, git, repository, snapshot_of


def booby_trapped(folder: Path, marker: Path) -> Path:
    """A repository in which every setting that can run a program would leave `marker` behind."""
    path = repository(folder, {"a.py": "A = 1\n", "b.txt": "one\n"})
    commit(path, {".gitattributes": "*.py filter=evil=er diff=evil\n*.txt filter=plain ident text\n"}, "Attributes")
    touch = f"touch '{marker}'"
    for key, value in {
        "core.fsmonitor": f"{touch} && false", "core.hooksPath": str(path / "hooks"), "core.pager": touch,
        "core.sshCommand": touch, "diff.external": touch, "diff.evil.textconv": touch, "diff.evil.command": touch,
        "filter.evil=er.clean": touch, "filter.evil=er.smudge": touch, "filter.evil=er.process": touch,
        "filter.evil=er.required": "true", "filter.plain.clean": touch, "filter.plain.smudge": touch,
        "gpg.program": touch, "log.showSignature": "true", "commit.gpgSign": "true", "alias.status": f"!{touch}",
        "remote.origin.url": f"ext::sh -c {touch}", "remote.origin.uploadpack": touch,
        "url.ext::sh -c touch%20x.insteadOf": str(path), "uploadpack.packObjectsHook": touch, "core.editor": touch,
    }.items():
        git(path, "config", key, value)
    for folder in (path / "hooks", path / ".git" / "hooks"):
        folder.mkdir(exist_ok=True)
        for name in ("post-checkout", "pre-commit", "reference-transaction", "post-update", "post-index-change"):
            (folder / name).write_text(f"#!/bin/sh\n{touch}\n")
            (folder / name).chmod(0o755)
    return path


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "PWNED"


def test_the_traps_are_real(tmp_path: Path, marker: Path) -> None:
    path = booby_trapped(tmp_path / "p", marker)
    git(path, "-c", "diff.external=", "status", check=False)
    assert marker.exists()


def test_reviewing_a_booby_trapped_repository_runs_nothing_of_it(tmp_path: Path, marker: Path) -> None:
    path = booby_trapped(tmp_path / "p", marker)
    (path / "a.py").write_text("A = 2\n")
    (path / "b.txt").write_text("two\n")
    project = identify(path)
    mirror = Mirror(tmp_path / "home", project)
    mirror.update()
    head = mirror.resolve("HEAD")
    snapshot = mirror.snapshot(head, head_branch(path))
    mirror.copy(snapshot.tree, tmp_path / "copy")
    new = mirror.commit(mirror.write_tree(snapshot.tree, {"a.py": b"A = 3\n"}), [head], "Change", author="N <n@x>",
                        date=snapshot.committed_at)
    mirror.transfer(path, new, head)
    assert dirty_paths(path) == ["a.py", "b.txt", "hooks/"]
    assert snapshot.read("a.py") == b"A = 1\n"
    assert not marker.exists()


def test_showing_differences_in_a_booby_trapped_repository_runs_nothing(tmp_path: Path, marker: Path) -> None:
    path = booby_trapped(tmp_path / "p", marker)
    (path / "a.py").write_text("A = 2\n")
    here = Git(path)
    assert b"+A = 2" in here.run("diff", "HEAD", "--", "a.py")
    assert b"+A = 1" in here.run("log", "-p", "--", "a.py")
    here.run("update-ref", "refs/heads/nova/x", "HEAD")
    assert not marker.exists()


def test_variables_of_a_hook_that_starts_nova_are_not_obeyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = repository(tmp_path / "p", {"a.py": ""}), repository(tmp_path / "other", {"b.py": ""})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / "index"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    assert Git(path).fields("ls-files", "-z") == ["a.py"]
    assert list(snapshot_of(path, tmp_path / "home").files) == ["a.py"]


def test_a_caller_may_name_an_index_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = repository(tmp_path / "p", {"a.py": ""})
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere"))
    Git(path).run("read-tree", "HEAD", env={"GIT_INDEX_FILE": str(tmp_path / "index")})
    assert (tmp_path / "index").exists()


def test_what_git_says_against_a_command_is_in_the_error(tmp_path: Path) -> None:
    path = repository(tmp_path / "p", {"a.py": ""})
    with pytest.raises(GitFailed, match="git rev-parse failed") as caught:
        Git(path).run("rev-parse", "--verify", "nothing")
    assert caught.value.status == 128
    assert "Needed a single revision" in caught.value.stderr


def test_a_folder_that_is_gone_is_an_error_and_not_the_current_folder(tmp_path: Path) -> None:
    with pytest.raises(GitFailed):
        Git(tmp_path / "gone").run("rev-parse", "--git-dir")


def test_a_command_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = repository(tmp_path / "p", {"a.py": ""})
    with pytest.raises(GitFailed):
        Git(path).run("-c", "alias.wait=!sleep 20", "wait", timeout=0.3)


def test_undecodable_paths_come_back_as_the_same_bytes(tmp_path: Path) -> None:
    path = repository(tmp_path / "p", {os.fsdecode(b"caf\xe9.py"): "x = 1\n"})
    assert [os.fsencode(name) for name in Git(path).fields("ls-files", "-z")] == [b"caf\xe9.py"]


def test_many_objects_are_read_by_one_process(tmp_path: Path) -> None:
    path = repository(tmp_path / "p", {"a": b"one\n", "b": b"", "c": bytes(range(256)) * 5000})
    here = Git(path)
    with here.blobs() as blobs:
        for name in ("a", "b", "c", "a"):
            assert blobs.read(here.text("rev-parse", f"HEAD:{name}")) == (path / name).read_bytes()
        with pytest.raises(GitFailed, match="missing"):
            blobs.read("0" * 40)
