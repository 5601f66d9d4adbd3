"""Projects and decision drafts in the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from nova.domain.project import Project, ProjectId
from nova.errors import BadInput, UnknownName
from nova.store.database import Database
from nova.store.drafts import DraftStore
from nova.store.projects import ProjectStore


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.in_home(tmp_path / "home", migrations=[])


@pytest.fixture
def projects(database: Database) -> ProjectStore:
    return ProjectStore(database)


def project(path: Path, id: str = "a" * 16, name: str = "shop", **changed: object) -> Project:
    return Project(id=ProjectId(id), name=name, path=path, **changed)


def test_a_project_comes_back_as_it_was(projects: ProjectStore, tmp_path: Path) -> None:
    full = project(tmp_path / "a \udcff b", python=tmp_path / "bin/python", tests=("-m", "not slow"), branch="main",
                   decisions="docs/adr")
    bare = project(tmp_path / "other", id="b" * 16, name="other", tests=())
    projects.save(bare)
    projects.save(full)
    assert projects.all() == (bare, full)
    assert projects.get(full.id) == full
    assert projects.get("nobody") is None


def test_a_project_is_found_by_name_id_or_path(projects: ProjectStore, tmp_path: Path) -> None:
    projects.save(saved := project(tmp_path))
    assert projects.named("shop") == projects.named("a" * 16) == projects.named(str(tmp_path)) == saved
    assert projects.at(tmp_path / "x" / "..") == saved
    assert projects.at(tmp_path / "x") is None
    with pytest.raises(UnknownName, match="did you mean shop"):
        projects.named("shpo")


def test_a_clone_that_moved_stays_the_same_project(projects: ProjectStore, tmp_path: Path) -> None:
    projects.save(project(tmp_path / "old"))
    projects.save(project(tmp_path / "new"))
    assert [saved.path for saved in projects.all()] == [tmp_path / "new"]


def test_two_projects_do_not_share_a_name(projects: ProjectStore, tmp_path: Path) -> None:
    projects.save(project(tmp_path))
    with pytest.raises(BadInput, match="another --name"):
        projects.save(project(tmp_path / "x", id="b" * 16))


def test_removing_says_whether_it_was_there(projects: ProjectStore, tmp_path: Path) -> None:
    projects.save(project(tmp_path))
    assert projects.remove("a" * 16)
    assert not projects.remove("a" * 16)
    assert projects.all() == ()


def test_drafts_are_kept_by_project_and_slug(database: Database) -> None:
    drafts = DraftStore(database)
    drafts.save("p", "two", "second")
    drafts.save("p", "one", "first")
    drafts.save("p", "one", '"first" again \udcff\0')
    drafts.save("q", "one", "of another project")
    assert drafts.drafts("p") == {"one": '"first" again \udcff\0', "two": "second"}
    drafts.remove("p", "one")
    drafts.remove("p", "one")
    assert list(drafts.drafts("p")) == ["two"]
    assert list(drafts.drafts("q")) == ["one"]
