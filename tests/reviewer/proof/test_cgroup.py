"""Control groups: where they may be made, that they limit, and that they go."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from reviewer.proof.sandbox import cgroup
from reviewer.proof.sandbox.cgroup import Place, find_places, group, may_be_used, sweep

MOUNT = "40 31 0:37 / {at} rw,relatime - {kind} {kind} rw{options}"


def unified(top: Path, *folders: str, controllers: str) -> str:
    """A hierarchy of version 2 in plain folders; the line that mounts it."""
    for folder in ("", *folders):
        (top / folder).mkdir(parents=True, exist_ok=True)
        (top / folder / "cgroup.procs").touch()
        (top / folder / "cgroup.subtree_control").write_text(controllers if folder in folders[:-1] else "")
    return MOUNT.format(at=top, kind="cgroup2", options="")


def test_a_delegated_session_gets_its_groups_beside_itself(tmp_path: Path) -> None:
    mounts = unified(tmp_path, "app.slice", "app.slice/nova.scope", controllers="memory pids")
    os.setxattr(tmp_path / "app.slice", "user.delegate", b"1")
    found = list(find_places("0::/app.slice/nova.scope\n", mounts))
    assert [(place.controller.name, place.folder, place.version) for place in found] == [
        ("pids", tmp_path / "app.slice", 2), ("memory", tmp_path / "app.slice", 2)]


def test_what_is_not_handed_down_is_not_there(tmp_path: Path) -> None:
    mounts = unified(tmp_path, "app.slice", "app.slice/nova.scope", controllers="cpu")
    os.setxattr(tmp_path / "app.slice", "user.delegate", b"1")
    assert list(find_places("0::/app.slice/nova.scope\n", mounts)) == []


def test_each_hierarchy_of_version_1_is_looked_at_by_itself(tmp_path: Path) -> None:
    for name in ("pids", "memory"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cgroup.procs").touch()
    mounts = "\n".join(MOUNT.format(at=tmp_path / name, kind="cgroup", options="," + name)
                       for name in ("pids", "memory"))
    found = list(find_places("8:pids:/\n4:memory:/nobody-made-this\n0::/\n", mounts))
    assert [(place.controller.name, place.folder, place.version) for place in found] == [("pids", tmp_path / "pids", 1)]


def test_a_supervisors_group_is_left_alone() -> None:
    assert not may_be_used(0, 0, is_top=False, marked=False)
    assert not may_be_used(0, 1000, is_top=True, marked=False)
    assert may_be_used(0, 0, is_top=True, marked=False)
    assert may_be_used(1000, 1000, is_top=False, marked=False)
    assert may_be_used(0, 0, is_top=False, marked=True)


def test_a_group_is_there_while_it_lasts(tmp_path: Path) -> None:
    place = Place(cgroup.PIDS, tmp_path, 1)
    with group({"pids": 12}, [place]) as (made,):
        assert made.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_only_groups_whose_maker_is_gone_are_swept(tmp_path: Path) -> None:
    for name in ("nova-alive", "nova-dead", "theirs"):
        (tmp_path / name).mkdir()
    number = os.open(tmp_path / "nova-alive", os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)
    sweep(tmp_path)
    os.close(number)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nova-alive", "theirs"]
