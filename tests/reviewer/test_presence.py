"""What counts as speaking of a name, where a case file cannot hold it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.errors import OperationDeclined
from reviewer.operations import operations
from reviewer.tree import Tree

SOURCE = b"def gb():\n    return 1\n\n\nX = 2\n"
STEP = {"definitions": ["m.py::gb"]}


def tree_with(folder: Path, **files: bytes) -> Tree:
    named = {name.replace("_", "."): content for name, content in files.items()}
    for name, content in named.items():
        (folder / name).write_bytes(content)
    return Tree(folder, named)


def test_letters_in_a_picture_are_no_word(tmp_path: Path) -> None:
    tree = tree_with(tmp_path, m_py=SOURCE, logo_png=b"\x89PNG\0\0 gb ")
    [change] = operations()["delete_definition"].apply(tree, STEP)

    assert change.after == b"X = 2\n"


def test_text_in_an_old_encoding_is_searched(tmp_path: Path) -> None:
    tree = tree_with(tmp_path, m_py=SOURCE, notes_txt="Aufruf: gb für".encode("latin-1"))

    with pytest.raises(OperationDeclined, match=r"notes\.txt:1 names it: gb"):
        list(operations()["delete_definition"].apply(tree, STEP))


def test_line_ends_of_windows_stay(tmp_path: Path) -> None:
    tree = tree_with(tmp_path, m_py=b"import os\r\n\r\n\r\ndef gb():\r\n    return os.name\r\n\r\n\r\nX = 2\r\n")
    [change] = operations()["delete_definition"].apply(tree, STEP)

    assert change.after == b"X = 2\r\n"
