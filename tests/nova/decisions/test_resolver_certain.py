"""Which decisions govern a place: the certain matches, in order, or none."""

from __future__ import annotations

import pytest

from nova.decisions.certain import governing, symbol_matches
from nova.decisions.reader import read_book
from nova.domain.decision import Force


def record(id: str, keys: str = "", block: str = "", status: str = "accepted") -> bytes:
    rules = f"\n~~~yaml nova-rules\n{block}\n~~~\n" if block else ""
    return f"---\nstatus: {status}\nid: {id}\n{keys}\n---\n# Title of {id}\n\n## Decision\n\nDo {id}.\n{rules}".encode()


BOOK = read_book({
    "decisions/0001-wide.md": record("ADR-0001", 'applies-to: ["shop/**"]'),
    "decisions/0002-narrow.md": record("ADR-0002", 'applies-to: ["shop/store/db.py"]'),
    "decisions/0003-symbol.md": record("ADR-0003", 'symbols: ["shop.store.db:connect*"]'),
    "decisions/0004-keep.md": record("ADR-0004", block='- keep: {symbols: ["shop.store.db:connect"]}'),
    "decisions/0005-named.md": record("ADR-0005"),
    "decisions/0006-proposed.md": record("ADR-0006", 'applies-to: ["shop/**"]', status="proposed"),
    "decisions/0007-import.md": record("ADR-0007", block="- forbid-import: {of: [peewee], in: [shop.web]}"),
})


def ids(path: str, symbol: str = "", module: str = "", source: str = "") -> list[str]:
    return [ground.decision for ground in governing(BOOK, path, symbol, module=module, source=source.encode())]


def test_the_surest_match_comes_first():
    assert ids("shop/store/db.py", "connect", "shop.store.db", "# see ADR-0005\n") == [
        "ADR-0003", "ADR-0004", "ADR-0005", "ADR-0002", "ADR-0001"]


def test_every_ground_says_why_and_with_what_force():
    found = governing(BOOK, "shop/store/db.py", "connect", module="shop.store.db")
    grounds = {ground.decision: ground for ground in found}
    assert (grounds["ADR-0003"].why, grounds["ADR-0003"].force) == ("it names shop.store.db:connect*", Force.INFORMS)
    assert (grounds["ADR-0004"].force, grounds["ADR-0004"].sentence) == (Force.BLOCKS, "Do ADR-0004.")
    assert grounds["ADR-0002"].why == "it applies to shop/store/db.py"


def test_a_constraint_speaks_about_the_files_of_its_scope():
    assert ids("shop/web/page.py", module="shop.web.page") == ["ADR-0007", "ADR-0001"]


def test_it_abstains_when_nothing_governs():
    assert ids("bank/x.py", "connect", "bank.x") == []


@pytest.mark.parametrize(("source", "named"), [
    ("x = 1  # ADR-0005 says so\n", True), ('"""Rests on ADR-0005."""\n', True),
    ("def f():\n    '''See 0005-named.'''\n", True), ("# ADR-00051\n", False), ("# MY-ADR-0005\n", False),
    ('x = "ADR-0005"\n', False), ("ADR_0005 = 1\n", False), ("def (\n# ADR-0005", True),
])
def test_a_comment_or_docstring_that_names_a_record(source, named):
    assert ("ADR-0005" in ids("bank/x.py", source=source)) is named


@pytest.mark.parametrize(("pattern", "symbol", "matches"), [
    ("a.b:Clock", "Clock", True), ("a.b:Clock", "Clock.now", True), ("a.b:Clock.now", "Clock.now(zone)", True),
    ("a.b:Clock", "Clocks", False), ("a.b:Clock.now", "Clock", False), ("a.b:*Row", "UserRow", True),
    ("a.*:Clock", "Clock", True), ("a.c:Clock", "Clock", False), ("a.b:now", "Clock.now", False),
])
def test_symbols_with_details_and_what_is_inside_them(pattern, symbol, matches):
    assert bool(symbol_matches((pattern,), "a.b", symbol)) is matches
