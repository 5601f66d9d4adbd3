"""Every reference of a definition, by scopes, imports and types; and what nobody can tell."""

from pathlib import Path

import pytest
from test_operations import tree_with

from reviewer.errors import OperationDeclined
from reviewer.references import References, references
from reviewer.tree import Tree

SHOP = {
    "shop/__init__.py": "from .orders import place as put, Order\n__all__ = ['put', 'Order']\n",
    "shop/orders.py": '''\
class Order:
    total: int = 0

    def pay(self, by: "Order | None" = None):
        self.total += 1
        return self.pay(by=by)


class Express(Order):
    def pay(self, by=None):
        return super().pay(by=by)


def place(order: Order) -> Order:
    return order
''',
    "shop/web.py": '''\
from __future__ import annotations

import shop.orders as o
from shop import Order


def handle(order, known: Order):
    made = o.place(o.Order())
    made.pay()
    known.pay(by=made)
    order.pay()
    return [known.total for known in order], "shop.orders.place"
''',
}


def tree(folder: Path, files: dict[str, str] = SHOP) -> Tree:
    return tree_with({path: text.encode() for path, text in files.items()}, folder)


def told(found: References) -> list[str]:
    return [f"{one.path.rpartition('/')[2]}:{one.line}:{one.column} {one.kind}" for one in found.found]


def test_a_function_by_import_attribute_and_string(tmp_path: Path) -> None:
    assert told(references(tree(tmp_path), "shop/orders.py", "place")) == [
        "__init__.py:1:20 from-import", "orders.py:14:4 definition", "web.py:8:13 attribute", "web.py:12:58 string"]


def test_a_class_through_a_re_export_and_in_quotes(tmp_path: Path) -> None:
    assert told(references(tree(tmp_path), "shop/orders.py", "Order")) == [
        "__init__.py:1:34 from-import", "__init__.py:2:19 __all__", "orders.py:1:6 definition",
        "orders.py:4:23 annotation string", "orders.py:9:14 name", "orders.py:14:17 name", "orders.py:14:27 name",
        "web.py:4:17 from-import", "web.py:7:25 name", "web.py:8:21 attribute"]


def test_a_method_in_its_family_where_the_object_is_known(tmp_path: Path) -> None:
    found = references(tree(tmp_path), "shop/orders.py", "Order.pay")
    assert told(found) == [
        "orders.py:4:8 definition", "orders.py:6:20 attribute", "orders.py:10:8 definition",
        "orders.py:11:23 attribute", "web.py:9:9 attribute", "web.py:10:10 attribute"]
    assert [(one.path, one.line, one.why) for one in found.unresolved] == [
        ("shop/web.py", 11, "an attribute of `order`, whose class is not known")]


def test_a_loop_variable_hides_the_parameter_that_it_is_named_like(tmp_path: Path) -> None:
    found = references(tree(tmp_path), "shop/orders.py", "Order.total")
    assert [one.line for one in found.found] == [2, 5]
    assert [one.line for one in found.unresolved] == [12]


def test_a_parameter_with_the_calls_that_name_it(tmp_path: Path) -> None:
    assert told(references(tree(tmp_path), "shop/orders.py", "Order.pay(by)")) == [
        "orders.py:4:18 definition", "orders.py:6:24 keyword", "orders.py:6:27 name", "orders.py:10:18 definition",
        "orders.py:11:27 keyword", "orders.py:11:30 name", "web.py:10:14 keyword"]


def test_spans_are_bytes_of_the_file_whatever_its_encoding(tmp_path: Path) -> None:
    text = "# -*- coding: latin-1 -*-\nx = 'é'; f = 1; f\n"
    for content in (text.encode("latin-1"), b"\xef\xbb\xbf" + text.partition("\n")[2].encode()):
        base = tree_with({"m.py": content}, tmp_path)
        found = references(base, "m.py", "f").found
        assert [content[one.start:one.end] for one in found] == [b"f", b"f"]
        assert [content[one.start - 2:one.start] for one in found] == [b"; ", b"; "]


def test_formatted_strings_and_class_bodies(tmp_path: Path) -> None:
    code = '''\
f = 1
x = f"{f} {{f}} {f:>{f}} {'f' + f'{f!r}'}" \\
    f"""
  é{f}"""
class C:
    f = f
    g = f, [f for _ in f]
'''
    found = references(tree(tmp_path, {"m.py": code}), "m.py", "f").found
    assert [(one.line, one.column) for one in found] == [
        (1, 0), (2, 7), (2, 17), (2, 21), (2, 35), (4, 5), (6, 8), (7, 12)]


@pytest.mark.parametrize(("name", "lines"), [
    ("f.x", [1, 2]), ("f#2.x", [5, 6]), ("f.<locals>.x", [1, 2]), ("<listcomp>.x", [9, 9]),
    ("<listcomp>#2.x", [10, 10]), ("<lambda>.x", [11, 11])])
def test_what_is_meant_by_a_qualified_name(tmp_path: Path, name: str, lines: list[int]) -> None:
    code = '''\
def f(x):
    return x


def f(x):
    return x


[x for x in y]
[x for x in y]
lambda x: x
'''
    assert [one.line for one in references(tree(tmp_path, {"m.py": code}), "m.py", name).found] == lines


def test_modules_are_found_in_source_folders_and_by_dots(tmp_path: Path) -> None:
    files = {"src/pkg/__init__.py": "", "src/pkg/a.py": "def run(): ...\n", "src/pkg/sub/__init__.py": "",
             "src/pkg/sub/b.py": "from ..a import run\nfrom .. import a\na.run(run)\n", "tests/test_a.py":
             "import pkg.a\npkg.a.run()\n", "other/a.py": "def run(): ...\n", "other/use.py": "from a import run\n"}
    assert told(references(tree(tmp_path, files), "src/pkg/a.py", "run")) == [
        "a.py:1:4 definition", "b.py:1:16 from-import", "b.py:3:2 attribute", "b.py:3:6 name",
        "test_a.py:2:6 attribute"]


def test_a_file_that_cannot_be_parsed_is_named(tmp_path: Path) -> None:
    files = {"m.py": "def run(): ...\n", "old.py": "from m import run\nprint run\n"}
    found = references(tree(tmp_path, files), "m.py", "run")
    assert list(found.unread) == ["old.py"] and len(found.found) == 1


@pytest.mark.parametrize(("path", "name"), [("m.py", "gone"), ("gone.py", "run"), ("m.py", "run.x.y")])
def test_what_is_not_there_is_declined(tmp_path: Path, path: str, name: str) -> None:
    with pytest.raises(OperationDeclined):
        references(tree(tmp_path, {"m.py": "def run(): ...\n"}), path, name)
