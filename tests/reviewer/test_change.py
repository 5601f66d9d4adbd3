"""Change sets count and show what changed, and nothing else."""

import subprocess
from pathlib import Path

from reviewer.domain.change import ChangeSet, FileChange, Left
from reviewer.tree import Tree


def change(before: str | None, after: str | None, path: str = "a.py") -> ChangeSet:
    return ChangeSet((FileChange(path=path, before=None if before is None else before.encode(),
                                 after=None if after is None else after.encode()),))


def test_a_replaced_line_counts_once():
    changed = change("a\nb\nc\n", "a\nB\nc\nd\n")
    assert (changed.lines_added, changed.lines_removed, changed.lines_changed) == (2, 1, 2)


def test_lines_that_a_long_file_repeats_are_no_noise():
    before = "".join(f"def f{n}():\n    return 1\n\n" for n in range(200))
    after = before.replace("def f100():\n    return 1\n\n", "")
    assert change(before, after).lines_changed == 3


def test_the_patch_is_the_same_wherever_it_stands_and_another_for_other_lines():
    here, there = change("a\nb\n", "a\nc\n"), change("x\ny\na\nb\n", "x\ny\na\nc\n")
    assert here.patch_sha256 == there.patch_sha256
    assert here.patch_sha256 != change("a\nb\n", "a\nd\n").patch_sha256
    assert here.patch_sha256 != change("a\nb\n", "a\nc\n", path="b.py").patch_sha256


def test_the_diff_is_one_that_git_applies(tmp_path):
    before = "".join(f"line {n}\n" for n in range(40))
    after = before.replace("line 3\n", "").replace("line 30\n", "line 30\n+++ odd\n--- odd\n")
    (tmp_path / "a.py").write_text(before)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=change(before, after).diff().encode(), check=True)
    assert (tmp_path / "a.py").read_text() == after


def test_created_and_deleted_files_are_shown_as_such():
    assert change(None, "a\n").diff() == "--- /dev/null\n+++ b/a.py\n@@ -0,0 +1,1 @@\n+a\n"
    assert change("a\n", None).diff() == "--- a/a.py\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n"


def test_what_was_left_is_carried_by_place_and_is_no_part_of_the_patch():
    tree = Tree(Path(), [])
    tree.leave("b.py", 0, "cannot be parsed")
    tree.leave("a.py", 3, "is a string")
    tree.leave("b.py", 0, "cannot be parsed")
    changes = tree.changes()
    assert list(map(str, changes.left)) == ["a.py:3 is a string", "b.py cannot be parsed"]
    assert changes == ChangeSet(()) and changes.patch_sha256 == ChangeSet(()).patch_sha256
    assert changes.left[0] == Left("a.py", 3, "is a string")
