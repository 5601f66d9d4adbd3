"""Breakages lie in what the change brought in, parse, and are always the same."""

from __future__ import annotations

import ast

import pytest

from reviewer.proof.breakages import MOST, breakages


def broken(before: str, after: str) -> list[str]:
    """The lines of each breakage that differ from the head."""
    found = breakages([("m.py", before.encode(), after.encode())])
    return ["|".join(line.strip() for line in one.after.decode().splitlines() if line not in after.splitlines())
            for one in found]


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("if a < b:\n    f()\n", "if a <= b:\n    f()\n", "if (not (a <= b)):"),
    ("if a and b:\n    f()\n", "if a or b:\n    f()\n", "if (not (a or b)):"),
    ("x = 1\n", "x = 2\n", "x = ((2) + 1)"),
    ("x = 'a'\n", "x = 'b'\n", "x = (('b') + '!')"),
    ("x = b'a'\n", "x = b'b'\n", "x = ((b'b') + b'!')"),
    ("x = True\n", "x = False\n", "x = (True)"),
    ("x = 0\n", "x = None\n", "x = (0)"),
    ("x = now()\n", "x = clock.now()\n", "x = (None).now()"),
    ("from a import b, c\n", "from a import b\n", "pass"),
    ("while a:\n    pass\n", "while a:\n    break\n", "pass"),
    ("def f(a, b):\n    return a\n", "def f(a):\n    return a\n", "def f(nova_breakage, a):"),
    ("def f(*, b):\n    return 1\n", "def f():\n    return 1\n", "def f(nova_breakage, ):"),
    ("class A(B):\n    x = 1\n", "class A(C):\n    x = 1\n", "class A((None)):"),
])
def test_each_kind_of_change_has_its_breakage(before: str, after: str, expected: str) -> None:
    assert expected in broken(before, after)


def test_only_the_changed_part_of_a_line_is_broken() -> None:
    before, after = "x: Optional[int] = compute()\n", "x: int | None = compute()\n"
    found = broken(before, after)
    assert found
    assert all(line.endswith("= compute()") for line in found)
    assert any("nova_breakage" in line for line in found)


def test_new_annotations_do_not_count_as_a_new_signature() -> None:
    found = broken("def f(a: Optional[int]):\n    return a\n", "def f(a: int | None):\n    return a\n")
    assert found
    assert all("(().nova_breakage)" in line for line in found)


def test_code_that_moved_is_broken_as_it_stands() -> None:
    assert broken("if a:\n    f(1)\n", "f(1)\n") == ["f(((1) + 1))", "(None)", "(None)(1)"]


def test_every_statement_gets_its_turn_before_any_gets_a_second() -> None:
    before = "".join(f"x{i} = old(a{i})\n" for i in range(9))
    found = breakages([("m.py", before.encode(), before.replace("old", "new").encode())])
    assert [one.line for one in found] == [1, 2, 3, 4, 5, 6]
    assert len(found) == MOST


def test_imports_come_last() -> None:
    before, after = b"from a import b, c\nx = b()\n", b"from a import b\nx = b(1)\n"
    first, second, *_ = breakages([("m.py", before, after)])
    assert (first.line, second.line) == (2, 1)
    assert second.what == "an import left out"


@pytest.mark.parametrize("after", [
    'x = f"{a + 1} {b!r:>{c}}"\n', "x = a[1:2, ::3]\n", "f(x for x in y)\n", "x = [*a, *b]\n", "lambda a=1: a\n",
    "x = (y := 3)\n", "async def f():\n    return await g()\n", "x = 'é' + g(1)\n", "del a[0]\n", "print(*a, **b)\n",
    "match a:\n    case [1, *_] if b > 2:\n        pass\n", "@a(1)\nclass B(C, metaclass=D):\n    e: int = 4\n",
    "try:\n    pass\nexcept* (A, B) as c:\n    raise D from c\n", "for a, b in c:\n    pass\nelse:\n    yield_ = d\n",
])
def test_every_breakage_parses_and_differs(after: str) -> None:
    found = breakages([("m.py", b"", after.encode())], most=99)
    assert found
    for one in found:
        assert ast.dump(ast.parse(one.after)) != ast.dump(ast.parse(after))


def test_other_encodings_keep_their_bytes() -> None:
    before = "# coding: latin-1\nx = 'é' + f(1)\n".encode("latin-1")
    found = breakages([("m.py", before, before.replace(b"f(1)", b"f(2)"))])
    assert found[0].after == "# coding: latin-1\nx = 'é' + f(((2) + 1))\n".encode("latin-1")


def test_they_are_the_same_every_time() -> None:
    files = [("a.py", b"x = f(1, 2)\n", b"x = g(1, 3)\n"), ("b.py", b"", b"y = 1 if a else 2\n")]
    assert breakages(files) == breakages(files)


def test_a_condition_is_not_turned_round_twice() -> None:
    found = breakages([("m.py", b"if a:\n    x = 1\n", b"if not b < c:\n    x = 1\n")])
    assert sum(one.what == "a condition turned round" for one in found) == 1


def test_what_would_only_crash_the_line_comes_last() -> None:
    found = breakages([("m.py", b"x = 1\n", b"x = f(a, b.c)\n")])
    lines = [one.after.decode().strip() for one in found]
    assert lines.index("x = (None)(a, b.c)") > lines.index("x = f(a, (None))")
    assert lines.index("x = f(a, (None).c)") > lines.index("x = f(a, (None))")
