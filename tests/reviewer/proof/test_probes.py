"""Which statements own the changed lines."""

from __future__ import annotations

from textwrap import dedent

import pytest

from reviewer.proof.probes import Hunk, hunks, targets


def owners(before: str, after: str) -> list[tuple[int, tuple[int, ...]]]:
    """(line where the probe goes, changed lines it answers for)."""
    found = targets("m.py", dedent(before).encode(), dedent(after).encode())
    return [(target.line, target.changed) for target in found]


def test_a_replaced_line_is_owned_by_its_statement() -> None:
    assert owners("def f(a):\n    return a\n", "def f(a):\n    return a + 0\n") == [(2, (2,))]


def test_a_line_in_the_middle_of_a_statement_belongs_to_the_whole() -> None:
    assert owners("x = [\n    1,\n    2,\n]\n", "x = [\n    1,\n    3,\n]\n") == [(1, (3,))]


def test_both_statements_of_a_one_line_branch_are_owners() -> None:
    found = targets("m.py", b"if a: b()\n", b"if a: c()\n")
    assert [(target.line, target.column) for target in found] == [(1, 0), (1, 6)]


@pytest.mark.parametrize("after", [
    "x = 1\n# a comment\n",
    "x = 1\n\n\n",
    '"""A docstring."""\nx = 1\n',
    "from __future__ import annotations\nx = 1\n",
])
def test_what_cannot_be_executed_has_no_owner(after: str) -> None:
    assert owners("x = 1\n", after) == []


def test_what_only_type_checkers_see_has_no_owner() -> None:
    before = "if TYPE_CHECKING:\n    from a import B\nelse:\n    B = 1\n"
    assert owners(before, before.replace("import B", "import C as B")) == []
    assert owners(before, before.replace("B = 1", "B = 2")) == [(4, (4,))]


def test_a_decorator_belongs_to_its_function() -> None:
    assert owners("@a\ndef f():\n    pass\n", "@b\ndef f():\n    pass\n") == [(2, (1,))]


@pytest.mark.parametrize(("header", "changed"), [
    ("try:\n    f()\nexcept {}:\n    g()\n", ("A", "B")),
    ("match x:\n    case {}:\n        g()\n", ("1", "2")),
])
def test_the_header_of_a_branch_is_reached_when_the_branch_is(header: str, changed: tuple[str, str]) -> None:
    before, after = (header.format(word) for word in changed)
    (line, lines), = owners(before, after)
    assert after.splitlines()[line - 1].strip() == "g()"
    assert lines == (line - 1,)


def test_an_elif_is_a_statement_of_its_own() -> None:
    assert owners("if a:\n    b()\nelif c:\n    d()\n", "if a:\n    b()\nelif e:\n    d()\n") == [(3, (3,))]


def test_deleted_lines_leave_nothing_to_execute() -> None:
    assert owners("a = 1\nb = 2\n", "a = 1\n") == []


def test_hunks_count_lines_as_python_does() -> None:
    assert hunks(b"a\r\nb\x0c\rc\n", b"a\r\nB\x0c\rc\nd") == [
        Hunk(range(2, 3), range(2, 3)), Hunk(range(4, 4), range(4, 5))]
