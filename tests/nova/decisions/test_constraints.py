"""Constraints carried out on source: names are resolved through imports, nothing is guessed."""

from __future__ import annotations

import pytest

from nova.decisions.block import read_block
from nova.decisions.constraints import Violation, facts_of, migrations, violations, violations_in_source
from nova.domain.decision import Constraint


class Files:
    """A code base of a few files, as the index would give it."""

    def __init__(self, files: dict[str, str]) -> None:
        self.modules = {path: facts for path, text in files.items() if (facts := facts_of(text.encode()))}

    def module_name(self, path: str) -> str:
        return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def constraint(text: str) -> Constraint:
    reading = read_block(f"- {text}", 1, closed=True)
    assert not reading.problems, reading.problems
    return reading.constraints[0]


def seen(text: str, source: str, path: str = "shop/cart.py") -> list[str]:
    found = violations_in_source(constraint(text), path, Files({}).module_name(path), source.encode())
    return [f"{one.line} {one.symbol}: {one.what}" if one.symbol else f"{one.line}: {one.what}" for one in found]


NO_NOW = "forbid-call: {of: [datetime.datetime.now], in: ['shop/**']}"
CALLED = "calls datetime.datetime.now, which is not to be called here"


@pytest.mark.parametrize("source", [
    "import datetime\ndatetime.datetime.now()\n",
    "from datetime import datetime\ndatetime.now()\n",
    "from datetime import datetime as dt\ndt.now()\n",
    "import datetime as d\nd.datetime.now()\n",
    "from datetime import *\ndatetime.now()\n",
    "try:\n    from datetime import datetime\nexcept ImportError:\n    datetime = None\ndatetime.now()\n",
])
def test_one_call_however_it_was_imported(source):
    assert [line.partition(": ")[2] for line in seen(NO_NOW, source)] == [CALLED]


@pytest.mark.parametrize("source", [
    "datetime.now()\n",
    "from clock import datetime\ndatetime.now()\n",
    "import datetime\nclock.datetime.datetime.now()\n",
    "import datetime\ndatetime.datetime.utcnow()\n",
    "from datetime import datetime\ndef f(datetime):\n    return datetime.now()\n",
    "def f():\n    from datetime import datetime\ndef g():\n    return datetime.now()\n",
])
def test_another_call_of_the_same_look(source):
    assert seen(NO_NOW, source) == []


def test_where_it_holds():
    source = "from datetime import datetime\ndef f():\n    return datetime.now()\n"
    assert seen(NO_NOW, source) == [f"3 f: {CALLED}"]
    assert seen(NO_NOW, source, "bank/cart.py") == []


@pytest.mark.parametrize(("of", "source"), [
    ("print", "print(1)\n"), ("builtins.eval", "eval('1')\n"),
    ("shop.cart.total", "def total(): ...\ntotal()\n"), ("shop.prices.total", "from .prices import total\ntotal()\n"),
    ("shop.prices.total", "from . import prices\nprices.total()\n"), ("os.*", "import os\nos.getcwd()\n"),
])
def test_builtins_own_functions_relative_imports_and_globs(of, source):
    assert len(seen(f"forbid-call: {{of: ['{of}']}}", source)) == 1


def test_a_builtin_that_the_file_defines_itself_is_another_one():
    assert seen("forbid-call: {of: [print]}", "def print(x): ...\nprint(1)\n") == []


@pytest.mark.parametrize("source", [
    "import peewee\n", "import peewee.orm\n", "from peewee import Model\n", "from peewee.orm import x as y\n",
    "import importlib.util\nimportlib.import_module('peewee')\n",
    "def f():\n    import peewee\n", "import importlib\nimportlib.import_module('peewee')\n", "__import__('peewee')\n",
    "from importlib import import_module\nimport_module('peewee.orm')\n",
])
def test_a_forbidden_import_however_it_is_written(source):
    assert len(seen("forbid-import: {of: [peewee], in: ['shop.**']}", source)) == 1


@pytest.mark.parametrize("source", ["import peeweez\n", "from . import peewee\n", "peewee = 1\n", "x('peewee')\n"])
def test_what_is_no_forbidden_import(source):
    assert seen("forbid-import: {of: [peewee], in: ['shop.**']}", source) == []


def test_a_forbidden_neighbour_is_found_through_a_relative_import():
    rule = "forbid-import: {of: [shop.store], in: ['shop/**']}"
    assert len(seen(rule, "from .store import db\n")) == 1
    assert len(seen(rule, "from ..store import db\n", "shop/web/page.py")) == 1
    assert len(seen(rule, "from . import store\n", "shop/__init__.py")) == 1


def test_only_some_may_import():
    rule = "only-import: {of: [sqlite3], from: [shop.store, 'tests/**']}"
    assert seen(rule, "import sqlite3\n") == ["1: imports sqlite3, which only shop.store, tests/** may"]
    assert seen(rule, "import sqlite3\n", "shop/store/db.py") == []
    assert seen(rule, "import sqlite3\n", "tests/test_db.py") == []


LAYERS = "layers: [shop.web, shop.orders, shop.core]"
ABOVE = "imports shop.web, a layer above shop.core"


@pytest.mark.parametrize("source", [
    "import shop.web.page\n", "from shop.web import page\n", "from shop import web\n", "from . import web\n",
    "from .web.page import show\n", "import importlib\nimportlib.import_module('shop.web')\n",
])
def test_a_lower_layer_imports_no_upper_one(source):
    assert [line.partition(": ")[2] for line in seen(LAYERS, source, "shop/core.py")] == [ABOVE]


@pytest.mark.parametrize(("path", "source"), [
    ("shop/web/page.py", "import shop.core\nfrom shop import orders\n"), ("shop/web/page.py", "from . import other\n"),
    ("shop/other.py", "import shop.web\n"), ("shop/core.py", "import shop.webs\nimport web\n"),
])
def test_downwards_beside_and_outside_the_layers_is_free(path, source):
    assert seen(LAYERS, source, path) == []


def test_layers_hold_in_a_scope_and_nest():
    narrow = "layers: {of: [shop.web, shop.core], in: [shop.core.legacy]}"
    assert seen(narrow, "import shop.web\n", "shop/core/new.py") == []
    assert len(seen(narrow, "import shop.web\n", "shop/core/legacy.py")) == 1
    nested = "layers: [shop, shop.core]"
    assert seen(nested, "import shop.core\n", "shop/cart.py") == []
    assert seen(nested, "import shop.cart\n", "shop/core/x.py") == ["1: imports shop, a layer above shop.core"]


@pytest.mark.parametrize(("source", "where"), [
    ("def utcnow(): ...\n", "1: defines utcnow"), ("class A:\n    utcnow = 1\n", "2 A: defines utcnow"),
    ("def f(utcnow): ...\n", "1 f: defines utcnow"), ("for utcnow in x: ...\n", "1: defines utcnow"),
    ("def f():\n    x.utcnow()\n", "2 f: uses utcnow"), ("f(utcnow=1)\n", "1: uses utcnow"),
    ("from clock import utcnow as now\n", "1: uses utcnow"), ("import clock as utcnow\n", "1: defines utcnow"),
    ("x.utcnow = 1\n", "1: uses utcnow"), ("utcnow = utcnow\n", "1: defines utcnow"),
])
def test_a_forbidden_name_defined_or_used(source, where):
    assert seen("forbid-name: {of: [utcnow]}", source) == [f"{where}, a name that is not to be used here"]


def test_forbidden_names_by_pattern_and_in_a_scope():
    rule = "forbid-name: {of: ['*Manager'], in: ['shop/**']}"
    assert seen(rule, "class CartManager: ...\n") == ["1: defines CartManager, a name that is not to be used here"]
    assert seen(rule, "class Managers: ...\n'CartManager'\n# CartManager\n") == []
    assert seen(rule, "class CartManager: ...\n", "bank/cart.py") == []


@pytest.mark.parametrize(("text", "what"), [
    ("layers: [shop]", "layers takes two modules or more"), ("layers: [a, a]", "layers names a module twice"),
    ("layers: [a/b, c]", '"of" is to be a list of dotted modules'),
    ("layers: {of: [a, b], from: [c]}", 'no key "from"'),
    ("forbid-name: {of: ['a b']}", '"a b" is none'), ("forbid-name: {of: ['*']}", '"*" is none'),
    ("forbid-names: {of: [a]}", 'did you mean "forbid-name"?'), ("layer: [a, b]", 'did you mean "layers"?'),
])
def test_what_is_no_such_constraint(text, what):
    (problem,) = read_block(f"- {text}", 1, closed=True).problems
    assert what in problem[1]


def test_required_paths():
    rule = constraint("require-path: [shop/schema.sql, 'docs/*.md']")
    assert violations(rule, Files({}), ["shop/schema.sql", "docs/deep/x.md"]) == [
        Violation("docs/*.md", 1, "", "must exist, and is not there")]


def test_what_to_migrate_is_listed_and_breaks_nothing():
    rule = constraint("prefer: {call: datetime.datetime.now, use: self.clock.now, in: ['shop/**']}")
    code = Files({"shop/b.py": "import datetime\ndef f():\n    datetime.datetime.now()\n",
                  "shop/a.py": "from datetime import datetime as dt\ndt.now()\nother.now()\n",
                  "bank.py": "import datetime\ndatetime.datetime.now()\n"})
    assert [(site.path, site.line, site.symbol, site.written) for site in migrations(rule, code)] == [
        ("shop/a.py", 2, "", "dt.now"), ("shop/b.py", 3, "f", "datetime.datetime.now")]
    assert violations(rule, code, []) == []


def test_an_import_to_migrate():
    rule = constraint("prefer: {import: simplejson, use: json}")
    code = Files({"a.py": "import simplejson as json\n", "b.py": "from simplejson import dumps\n",
                  "c.py": "import json\n"})
    assert [(site.path, site.line, site.written) for site in migrations(rule, code)] == [
        ("a.py", 1, "import simplejson"), ("b.py", 1, "import simplejson")]


def test_a_file_that_cannot_be_parsed_has_no_violations():
    assert seen("forbid-import: {of: [x]}", "import x\ndef (:\n") == []
