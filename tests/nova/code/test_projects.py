"""What can be reviewed, what cannot and why, and what names a project wherever it moves."""

from __future__ import annotations

from pathlib import Path

import pytest

from nova.code.projects import dirty_paths, head_branch, identify, normalise
from nova.errors import NotReviewable
from nova.testing import commit, git, repository


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", {"pkg/a.py": "A = 1\n"})


def refused(path: Path, at: str | None = None) -> str:
    with pytest.raises(NotReviewable) as caught:
        identify(path, at=at)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_repository_around_a_folder_or_file_is_found(path: Path) -> None:
    for place in (path, path / "pkg", path / "pkg" / "a.py"):
        project = identify(place)
        assert (project.path, project.name) == (path.resolve(), "shop")


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "nowhere")


def test_a_folder_outside_every_repository(tmp_path: Path) -> None:
    assert "is not a git repository" in refused(tmp_path)


def test_a_bare_repository(tmp_path: Path, path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(path), "bare.git")
    assert "is a bare repository" in refused(tmp_path / "bare.git")


def test_the_inside_of_a_git_folder(path: Path) -> None:
    assert "inside git's own folder" in refused(path / ".git" / "refs")


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "new")
    assert "has no commit on main yet" in refused(tmp_path / "new")


def test_a_branch_without_a_commit_does_not_matter_when_another_one_is_named(path: Path) -> None:
    git(path, "symbolic-ref", "HEAD", "refs/heads/other")
    assert "has no commit on other yet" in refused(path)
    assert identify(path, at="main").path == path.resolve()


def test_a_revision_that_is_not_there(path: Path) -> None:
    assert "has no commit 'v9'" in refused(path, at="v9")
    assert "has no commit '--all'" in refused(path, at="--all")


def test_a_shallow_clone(tmp_path: Path, path: Path) -> None:
    commit(path, {"b.py": ""})
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{path}", "shallow")
    assert "git fetch --unshallow" in refused(tmp_path / "shallow")


def test_a_partial_clone(path: Path) -> None:
    git(path, "config", "remote.origin.promisor", "true")
    assert "partial clone" in refused(path)


def test_a_repository_whose_settings_point_elsewhere(tmp_path: Path, path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    git(path, "config", "core.worktree", str(tmp_path / "elsewhere"))
    assert refused(path)


def test_a_broken_repository(path: Path) -> None:
    (path / ".git" / "config").write_text("[core\n")
    assert "cannot be read by git" in refused(path)


def test_a_detached_head_has_no_branch(path: Path) -> None:
    assert head_branch(path) == "main"
    git(path, "checkout", "--quiet", "--detach")
    assert head_branch(path) is None
    assert identify(path).name == "shop"


def test_a_clone_that_moves_is_the_same_project(tmp_path: Path, path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(path), "clone")
    moved = (tmp_path / "clone").rename(tmp_path / "moved")
    assert identify(moved).id == identify(path).id


def test_another_history_is_another_project(tmp_path: Path, path: Path) -> None:
    other = repository(tmp_path / "other", {"a.py": "B = 2\n"})
    assert identify(other).id != identify(path).id


def test_a_network_remote_names_the_project_whatever_its_history(tmp_path: Path, path: Path) -> None:
    other = repository(tmp_path / "other", {"a.py": "B = 2\n"})
    git(path, "remote", "add", "origin", "https://ana:secret@Git.example.com/team/shop.git")
    git(other, "remote", "add", "origin", "git@git.example.com:team/shop")
    assert identify(path).id == identify(other).id
    assert (identify(other).name, len(identify(other).id)) == ("shop", 16)


@pytest.mark.parametrize("url", [
    "https://User@Host.org/a/b.git", "https://user:token@host.org/a/b", "http://host.org/a/b/", "git@host.org:a/b.git",
    "host.org:a/b", "ssh://git@host.org/a/b.git", "ssh://git@host.org:2222/a/b", "git://host.org/a/b",
    "https://host.org:443/a/b",
])
def test_spellings_of_one_address(url: str) -> None:
    assert normalise(url) == "host.org/a/b"


@pytest.mark.parametrize("url", ["/srv/git/b.git", "../b", "file:///srv/b", "C:/repos/b", "ext::sh -c x", "",
                                 "https://", "ssh://host:notaport/a"])
def test_what_is_no_network_address(url: str) -> None:
    assert normalise(url) is None


def test_two_web_servers_on_one_host_are_two() -> None:
    assert normalise("http://localhost:3000/a/b") != normalise("http://localhost:4000/a/b")


def test_dirty_paths(path: Path) -> None:
    assert dirty_paths(path) == []
    (path / "pkg" / "a.py").write_text("A = 2\n")
    (path / "new -> name.py").write_text("")
    assert dirty_paths(path) == ["new -> name.py", "pkg/a.py"]
    assert dirty_paths(path, untracked=False) == ["pkg/a.py"]
