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
