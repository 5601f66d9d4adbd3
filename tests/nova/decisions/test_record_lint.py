"""What lint finds in a book of records."""

from __future__ import annotations

from datetime import date

import pytest

from nova.decisions.lint import lint
from nova.decisions.reader import read_book

CODE = {"shop/__init__.py": "", "shop/cart.py": "class Cart:\n    limit = 3\n    def total(self): ...\n",
        "shop/clock.py": "def now(): ...\n", "shop/web.py": "", "tests/test_cart.py": "def test_cart(): ...\n"}


def remarks(*records: str) -> list[str]:
    pages = {f"decisions/000{at}-x.md": text for at, text in enumerate(records, 1)}
    files = {path: text.encode() for path, text in {**CODE, **pages}.items()}
    return [remark.what for remark in lint(read_book(files), files, date(2026, 11, 22))]


def record(keys: str, block: str = "") -> str:
    rules = f"\n~~~yaml nova-rules\n{block}\n~~~\n" if block else ""
    return f"---\n{keys}\n---\n# Use X\n\n## Decision\n\nWe use X.\n{rules}"


@pytest.mark.parametrize(("text", "what"), [
    (record("status: accepted\nsupersedes: [ADR-9]"), "supersedes names ADR-9, and there is no such record"),
    (record("status: superseded by ADR-9"), "its status names ADR-9, and there is no such record"),
    (record('status: accepted\napplies-to: ["bank/**"]'), "applies-to names bank/**, which matches no file"),
    (record("status: accepted\nreview-by: 2026-11-21"), "its review was due on 2026-11-21"),
    (record("status: accepted", '- keep: {symbols: ["shop.cart:Cart"], until: 2026-11-21}'),
     "its constraint keep ended on 2026-11-21"),
    (record("date: 2026-11-21", '- keep: {symbols: ["shop.cart:Cart"]}'),
     "it has constraints and no status; only an accepted record binds"),
    (record("status: maybe", '- keep: {symbols: ["shop.cart:Cart"]}'),
     'it has constraints, and "maybe" is no status that Nova knows'),
    (record("status: accepted", "- kept: {}"), 'unknown constraint kind "kept"; did you mean "keep"?'),
])
def test_one_thing_to_mend(text, what):
    assert remarks(text) == [what]


def test_two_records_of_one_id():
    assert remarks(record("id: A-1"), record("id: A-1")) == ["another record has the id A-1 too"] * 2


def test_a_clean_book():
    assert remarks(record('status: accepted\nid: A-1\napplies-to: ["shop/**"]\nreview-by: 2026-11-22'),
                   record("status: accepted\nsymbols: [\"shop.cart:Cart.limit\", \"tests.test_cart:*\"]")) == []


@pytest.mark.parametrize(("keys", "block", "what"), [
    ('symbols: ["shop.cart:Basket"]', "", "symbols names shop.cart:Basket, and there is no such definition"),
    ('symbols: ["shop.basket:Cart"]', "", "symbols names shop.basket:Cart, and there is no such definition"),
    ('symbols: ["shop.cart:*ket"]', "", "symbols names shop.cart:*ket, and there is no such definition"),
    ("", "- id: a\n  forbid-call: {of: [print], in: ['shop/**', '!shop/cli.py']}",
     "its constraint a names !shop/cli.py, which matches no file"),
    ("", "- id: a\n  only-import: {of: [sqlite3], from: [shop.store]}",
     "its constraint a names shop.store, which matches no file"),
    ("", "- id: a\n  only-import: {of: [shop.store], from: [shop.web]}",
     "its constraint a names shop.store, and there is no such module or name"),
    ("", "- id: a\n  layers: [shop.web, shop.core]",
     "its constraint a names shop.core, and there is no such module or name"),
    ("", "- id: a\n  keep: {symbols: ['shop.cart:Basket']}",
     "its constraint a names shop.cart:Basket, and there is no such definition"),
    ("", "- id: a\n  prefer: {call: time.time, use: shop.clock.seconds}",
     "its constraint a names shop.clock.seconds, and there is no such module or name"),
])
def test_a_name_that_matches_nothing(keys, block, what):
    assert remarks(record(f"status: accepted\n{keys}", block)) == [what]
    assert remarks(record(f"status: rejected\n{keys}", block)) == []


@pytest.mark.parametrize("block", [
    "- forbid-import: {of: [shop.legacy], in: ['shop/**']}", "- prefer: {call: time.time, use: self.clock.now}",
    "- prefer: {call: time.time, use: shop.clock.now}", "- layers: [shop.web, shop.cart]",
    "- only-import: {of: [sqlite3], from: [shop.cart, 'tests/**']}",
])
def test_names_that_are_there_or_need_not_be(block):
    assert remarks(record("status: accepted", block)) == []


def one(id: str, keys: str = "status: accepted", block: str = "") -> str:
    return record(f"id: {id}\n{keys}", block)


@pytest.mark.parametrize(("first", "second", "what"), [
    ("status: accepted", "status: accepted\nsupersedes: [A-1]",
     'it supersedes A-1, whose status says accepted: "superseded by A-2" is to stand there'),
    ("status: superseded by A-2", "status: accepted",
     "its status names A-2, which does not say that it supersedes A-1"),
    ("status: superseded by A-2", "status: proposed\nsupersedes: [A-1]",
     "its status names A-2, which is only proposed: that retires nothing"),
])
def test_a_supersession_that_is_said_at_one_end_only(first, second, what):
    assert remarks(one("A-1", first), one("A-2", second)) == [what]


def test_supersession_that_holds_together():
    assert remarks(one("A-1", "status: superseded by A-2"), one("A-2", "status: accepted\nsupersedes: [A-1]"),
                   one("A-3", "status: proposed\nsupersedes: [A-2]")) == []


def test_supersession_in_a_circle():
    assert remarks(one("A-1", "status: superseded by A-2\nsupersedes: [A-2]"),
                   one("A-2", "status: superseded by A-1\nsupersedes: [A-1]")) == [
        "supersession goes in a circle: A-1 -> A-2 -> A-1", "supersession goes in a circle: A-2 -> A-1 -> A-2"]


def test_records_that_no_machine_acts_on_may_be_loose():
    nygard = "# Use {}\n\n## Status\n\n{}\n\n## Decision\n\nWe use it.\n"
    assert remarks(nygard.format("X", "Superseded by [Y](0002-x.md)"), nygard.format("Y", "Accepted")) == []


HOME = "- id: home\n  only-import: {{of: [sqlite3], from: [{}]}}"
CALLS = "- id: calls\n  prefer: {{call: time.time, use: {}, in: ['{}']}}"


@pytest.mark.parametrize(("first", "second", "what"), [
    (HOME.format("shop.cart"), HOME.format("shop.web"),
     "sqlite3 may be imported only from shop.cart, and only from shop.web"),
    (HOME.format("shop.cart"), "- forbid-import: {of: [sqlite3], in: ['shop/**']}",
     "sqlite3 may be imported from shop.cart, and is forbidden there"),
    ("- forbid-call: {of: [shop.clock.now]}", CALLS.format("shop.clock.now", "shop/**"),
     "shop.clock.now is to be used, and is forbidden"),
    ("- forbid-call: {of: [time.time], in: [shop.cart]}", CALLS.format("shop.clock.now", "shop/**"),
     "time.time is forbidden by one record and replaced by shop.clock.now by the other"),
    (CALLS.format("shop.clock.now", "shop/**"), CALLS.format("datetime.now", "shop/cart.py"),
     "time.time is to become shop.clock.now, and datetime.now"),
    ("- keep: {symbols: ['shop.clock:now']}", "- forbid-call: {of: [shop.clock.now]}",
     "shop.clock:now is kept, and forbidden"),
    ("- keep: {symbols: ['shop.cart:Cart.total']}", "- forbid-name: {of: ['tot*'], in: ['shop/**']}",
     "shop.cart:Cart.total is kept, and forbidden"),
    ("- layers: [shop.web, shop.cart]", "- layers: [shop.cart, shop.clock, shop.web]",
     "shop.web is above shop.cart, and below it"),
    (HOME.format("shop.cart"), HOME.format("shop.cart"), "both say the same"),
])
def test_two_accepted_records_on_the_same_ground(first, second, what):
    for pair in ((first, second), (second, first)):
        (remark,) = remarks(one("A-1", block=pair[0]), one("A-2", block=pair[1]))
        assert "stand on the same ground" in remark
    assert what in remarks(one("A-1", block=first), one("A-2", block=second))[0]
    assert remarks(one("A-1", block=first), one("A-2", "status: proposed", second)) == []


@pytest.mark.parametrize(("first", "second"), [
    ("- forbid-call: {of: [time.time], in: [shop.cart]}", CALLS.format("shop.clock.now", "shop/web.py")),
    ("- keep: {symbols: ['shop.cart:Cart.total']}", "- forbid-name: {of: [total], in: [shop.web]}"),
    (HOME.format("shop.cart"), "- only-import: {of: [json], from: [shop.web]}"),
    ("- layers: [shop.web, shop.cart]", "- layers: [shop.web, shop.clock, shop.cart]"),
])
def test_two_records_on_different_ground(first, second):
    assert remarks(one("A-1", block=first), one("A-2", block=second)) == []


def test_one_record_may_forbid_a_call_and_say_what_replaces_it():
    both = "- forbid-call: {of: [time.time]}\n" + CALLS.format("shop.clock.now", "shop/**")
    assert remarks(one("A-1", block=both)) == []


def test_a_remark_tells_the_line():
    text = record("id: A-1\nstatus: accepted\nsymbols: [\"shop.cart:Basket\"]", "- keep: {symbols: ['a:b']}")
    files = {"decisions/0001-x.md": text.encode()}
    assert [remark.line for remark in lint(read_book(files), files, date(2026, 11, 22))] == [4, 13]
