"""Commits, what they changed, and old contents."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from nova.code.history import Changed, History
from nova.code.mirror import Mirror
from nova.code.projects import identify
from nova.testing import commit, git, repository


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return repository(tmp_path / "p", {"a.py": "A = 1\n" * 9, "b.py": "B = 1\n"}, message="Begin")


def history(path: Path) -> History:
    mirror = Mirror(path.parent / "home", identify(path))
    mirror.update()
    return History(mirror.git, mirror.resolve("HEAD"))


def test_commits_come_newest_first_with_their_words(path: Path) -> None:
    commit(path, {"a.py": "A = 2\n"}, "Rename X to Y\n\nSince 1.2 nobody\nneeds X.\n\x1f\n",
           date="2026-05-06T07:08:09+02:00")
    first, second = history(path).commits()
    assert (first.subject, second.subject) == ("Rename X to Y", "Begin")
    assert first.body.startswith("Since 1.2 nobody\nneeds X.")
    assert first.parents == (second.sha,)
    assert second.parents == ()
    assert first.at == datetime(2026, 5, 6, 7, 8, 9, tzinfo=timezone(timedelta(hours=2)))


def test_no_more_commits_than_asked_for(path: Path) -> None:
    for number in range(4):
        commit(path, {}, f"Commit {number}")
    here = history(path)
    assert [one.subject for one in here.commits(2)] == ["Commit 3", "Commit 2"]
    assert len(here.commits()) == 5
    assert len(here.commits(1)) == 1


def test_what_a_commit_changed(path: Path) -> None:
    head = commit(path, {"b.py": "B = 2\n", "a.py": None, "deep/moved name.py": "A = 1\n" * 9, "new\n.py": "N\n"})
    here = history(path)
    changed = {one.path: one for one in here.changed(here.commits()[0].sha)}
    assert here.commits()[0].sha == head
    assert set(changed) == {"b.py", "deep/moved name.py", "new\n.py"}
    assert changed["deep/moved name.py"].old_path == "a.py"
    assert (changed["b.py"].old_path, changed["new\n.py"].before) == (None, None)
    before, after = changed["b.py"].before, changed["b.py"].after
    assert before is not None
    assert after is not None
    assert (here.blob(before), here.blob(after)) == (b"B = 1\n", b"B = 2\n")


def test_contents_read_ahead_are_the_contents(path: Path) -> None:
    commit(path, {"a.py": "", "b.py": "B = 2\n\n"})
    here = history(path)
    blobs = [oid for one in here.changed(here.commits()[0].sha) for oid in (one.before, one.after) if oid]
    here.read_ahead(blobs)
    here.read_ahead(blobs)
    assert [here.blob(oid) for oid in blobs] == [b"A = 1\n" * 9, b"", b"B = 1\n", b"B = 2\n\n"]


def test_a_deleted_file_has_nothing_after(path: Path) -> None:
    commit(path, {"b.py": None})
    here = history(path)
    [changed] = here.changed(here.commits()[0].sha)
    assert (changed.path, changed.after) == ("b.py", None)


def test_a_first_commit_brings_every_file(path: Path) -> None:
    here = history(path)
    assert [(one.path, one.before) for one in here.changed(here.commits()[-1].sha)] == [("a.py", None), ("b.py", None)]


def test_a_merge_changed_what_its_branch_brought(path: Path) -> None:
    git(path, "checkout", "--quiet", "-b", "topic")
    commit(path, {"topic.py": "T\n"})
    git(path, "checkout", "--quiet", "main")
    commit(path, {"b.py": "B = 3\n"})
    git(path, "merge", "--quiet", "--no-ff", "-m", "Merge topic", "topic")
    here = history(path)
    merge = here.commits()[0]
    assert len(merge.parents) == 2
    assert [one.path for one in here.changed(merge.sha)] == ["topic.py"]


def test_a_commit_that_changed_nothing(path: Path) -> None:
    commit(path, {}, "Nothing")
    commit(path, {"b.py": "B = 9\n"}, "Something")
    here = history(path)
    something, nothing, _ = here.commits()
    assert here.changed(nothing.sha) == []
    assert [one.path for one in here.changed(something.sha)] == ["b.py"]


def test_a_commit_older_than_the_window_can_be_asked_for(path: Path) -> None:
    here = history(path)
    commit(path, {"c.py": ""})
    newer = history(path)
    newer.commits(1)
    old = here.commits()[0].sha
    assert all(isinstance(one, Changed) for one in newer.changed(old))
    assert len(newer.changed(old)) == 2
