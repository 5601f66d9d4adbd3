"""Which functions can be compared by calling them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from reviewer.proof.pure import Module, Pair, comparable

TOP = """\
import os
from typing import Dict, List, Optional, Union
LIMIT = 3
NAMES = ("a", "b")
SEEN = []
COUNT = 0
def helper(a: int, b=()) -> int:
    return a + LIMIT
def tells(a: int) -> int:
    print(a)
    return a
def mutual(a: int) -> int:
    return f(a - 1) if a else 0
def counted(a: int) -> int:
    global COUNT
    COUNT += 1
    return COUNT
@staticmethod
def decorated(a: int) -> int:
    return a
"""


def pure(body: str, takes: str = "a: int, b: list[str]") -> bool:
    lines = "".join(f"    {line}\n" for line in dedent(body).strip().split("\n"))
    return Module(f"{TOP}def f({takes}) -> int:\n{lines}".encode()).is_pure("f")


@pytest.mark.parametrize("body", [
    "return a + 1",
    "total = 0\nfor one in b:\n    total += len(one.strip())\nreturn total",
    "return helper(a) + LIMIT + len(NAMES)",
    "return sum(helper(x) for x in range(a) if x)",
    "found = {}\nfound['x'] = a\nreturn found['x']",
    "if a > 3:\n    raise ValueError(f'{a} is too much')\nreturn a",
    "try:\n    return int(b[0])\nexcept (IndexError, ValueError):\n    return 0",
    "return sorted(b, key=len)[0]",
    "b.append('x')\nreturn max(b, key=lambda x: len(x))",
    "return mutual(a)",
    "return f(a - 1, b) if a > 0 else 0",
])
def test_what_is_pure(body: str) -> None:
    assert pure(body)


@pytest.mark.parametrize("body", [
    "global COUNT\nCOUNT = a\nreturn 1",
    "return COUNT",
    "SEEN.append(a)\nreturn 1",
    "return len(SEEN)",
    "print(a)\nreturn a",
    "return tells(a)",
    "return counted(a)",
    "return decorated(a)",
    "return os.getpid()",
    "import random\nreturn random.random()",
    "return open('x').read()",
    "return eval('a')",
    "a.real = 3\nreturn a",
    "return a.real",
    "return b[0].__class__",
    "return unknown(a)",
    "yield a",
    "def inner():\n    return a\nreturn inner()",
    "call = b.pop\nreturn call()",
    "with a:\n    return 1",
    "raise SystemExit",
    "return getattr(a, 'real')",
])
def test_what_is_not_known_to_be(body: str) -> None:
    assert not pure(body)


def test_a_parameter_that_lasts_between_calls_is_not_pure() -> None:
    assert not pure("seen.append(a)\nreturn a", "a: int, seen: list[int] = []")


@pytest.mark.parametrize(("takes", "shapes"), [
    ("a: int, b: str", (["int"], ["str"])),
    ("a: Optional[int]", (["union", ["int"], ["None"]],)),
    ("a: int | None", (["union", ["int"], ["None"]],)),
    ("a: Union[int, str]", (["union", ["int"], ["str"]],)),
    ("a: Dict[str, List[float]]", (["dict", ["str"], ["list", ["float"]]],)),
    ("a: tuple[int, bytes], b: tuple[bool, ...]", (["tuple", ["int"], ["bytes"]], ["many", ["bool"]])),
    ("a", None), ("a: os.PathLike", None), ("a: 'int'", None), ("a: list", None), ("*a: int", None),
    ("a: dict[list[int], str]", None), ("", None),
])
def test_types_for_which_inputs_can_be_made_up(takes: str, shapes: object) -> None:
    found = Module(f"{TOP}def f({takes}) -> int:\n    return 1\n".encode()).takes("f")
    assert (found and found[0]) == shapes


def test_a_result_without_a_type_is_not_compared() -> None:
    assert Module(b"def f(a: int):\n    return a\n").takes("f") is None
    assert Module(b"int = str\ndef f(a: int) -> int:\n    return a\n").takes("f") is None


def test_pairs_are_of_what_changed() -> None:
    one = b"def f(a: int, *, b: str) -> int:\n    return a + 1\n"
    changed = one.replace(b"a + 1", b"1 + a")
    assert list(comparable(one, changed, {})) == [Pair("f", "f", (["int"],), {"b": ["str"]})]
    assert list(comparable(one, one, {})) == []
    assert list(comparable(one, changed.replace(b"a: int", b"a: str"), {})) == []
    assert list(comparable(one, changed.replace(b"def f", b"def g"), {})) == []
    assert [pair.new for pair in comparable(one, changed.replace(b"def f", b"def g"), {"f": "g"})] == ["g"]
    assert list(comparable(one, b"def f(:\n", {})) == []
