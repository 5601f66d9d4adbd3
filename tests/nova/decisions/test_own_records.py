"""Nova's own decisions: readable, nothing to mend, and the code keeps to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from nova.decisions.checking import broken
from nova.decisions.constraints import facts_of
from nova.decisions.contents import INDEX_MARK, index_of
from nova.decisions.lint import lint
from nova.decisions.reader import read_book
from nova.decisions.workingtree import WorkingTree, folder_tree
from nova.domain.code import ModuleFacts

TOP = Path(__file__).parents[3]


class Code:
    """The modules of this checkout, under the names that they are imported by."""

    def __init__(self, tree: WorkingTree) -> None:
        self.modules: dict[str, ModuleFacts] = {
            path: facts for path in tree if path.endswith(".py") and (facts := facts_of(tree[path])) is not None}

    def module_name(self, path: str) -> str:
        return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@pytest.fixture(scope="module")
def tree() -> WorkingTree:
    return folder_tree(TOP)


@pytest.fixture(scope="module")
def code(tree) -> Code:
    return Code(tree)


def test_there_is_nothing_to_mend(tree):
    assert lint(read_book(tree, "decisions"), tree, date(2026, 11, 21)) == []


def test_the_code_keeps_to_them(tree, code):
    book = read_book(tree, "decisions")
    assert len(book.accepted) >= 14
    assert [one.line_for_people() for one in broken(book, code, tree)] == []


def test_every_symbol_they_name_exists(tree, code):
    defined = {f"{code.module_name(path)}:{definition.qualname}"
               for path, facts in code.modules.items() for definition in facts.definitions}
    named = {symbol for decision in read_book(tree, "decisions").accepted for symbol in decision.symbols}
    assert named - defined == set()


def test_the_index_is_current(tree):
    _, _, below = (TOP / "decisions/README.md").read_text(encoding="utf-8").partition(INDEX_MARK)
    records = [replace(record, path=Path(record.path).name) for record in read_book(tree, "decisions").decisions]
    assert below.strip() == index_of(records).strip()
