"""The normal form of syntax, and which definition a line belongs to."""

from __future__ import annotations

import ast

import pytest

from nova.code.syntax import enclosing, serialise


def form(source: str) -> str:
    return serialise(ast.parse(source))


@pytest.mark.parametrize(("one", "other"), [
    ("x = 'a'", 'x   =  "a"  # why'),
    ("f(1,\n  2)", "f(1, 2)"),
    ("x = 0x10", "x = 16"),
    ("def f(): pass", "def f():\n\n    pass"),
    ("x = u'a'", "x = 'a'"),
])
def test_spelling_does_not_matter(one: str, other: str) -> None:
    assert form(one) == form(other)


@pytest.mark.parametrize(("one", "other"), [
    ("x = 1", "x = True"), ("x = 1", "x = 1.0"), ("x = None", "x = 'None'"), ("return_ = x", "return_ = y"),
    ("f(a, b)", "f(a)(b)"), ("async def f(): pass", "def f(): pass"), ("f(a=None)", "f(a)"), ("x: int", "x = int"),
    ("def f(): return", "def f(): return None"), ("f([a], b)", "f([a, b])"), ("x = b'a'", "x = 'a'"),
])
def test_meaning_does(one: str, other: str) -> None:
    assert form(one) != form(other)


def test_the_form_is_written_down() -> None:
    # Precedents on disk rest on this: a change of the form needs a new version of the idea's effect key.
    assert form("x = f(1)") == (
        "Module(body=[Assign(targets=[Name(id='x')], value=Call(func=Name(id='f'), args=[Constant(value=1)]))])")
    assert serialise(ast.parse("return_", mode="eval").body) == "Name(id='return_')"


def test_fields_that_a_later_python_adds_change_nothing() -> None:
    tree = ast.parse("def f(): pass")
    before = serialise(tree)
    function = tree.body[0]
    vars(function).update(_fields=(*function._fields, "something_new"), something_new=[])
    assert serialise(tree) == before


def test_depth_is_no_reason_to_fail() -> None:
    node: ast.expr = ast.Name(id="x")
    for _ in range(20_000):
        node = ast.Attribute(value=node, attr="a")
    assert serialise(node).count("Attribute(") == 20_000
    while isinstance(node, ast.Attribute):  # taken apart by hand: Python would recurse
        node = node.value


SOURCE = """\
import os

@decorated(
    1)
class Clock:
    zone = 1

    @property
    def now(self):
        def inner():
            return 1
        return inner

    if zone:
        async def later(self): ...
x = 1
"""


@pytest.mark.parametrize(("line", "name"), [
    (1, ""), (3, "Clock"), (4, "Clock"), (6, "Clock"), (8, "Clock.now"), (9, "Clock.now"), (11, "Clock.now.inner"),
    (12, "Clock.now"), (15, "Clock.later"), (16, ""), (99, ""),
])
def test_enclosing(line: int, name: str) -> None:
    assert enclosing(ast.parse(SOURCE), line) == name
