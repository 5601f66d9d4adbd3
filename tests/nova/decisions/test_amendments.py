"""Which accepted record speaks about a place already, and what a record would name that is gone."""

from __future__ import annotations

from datetime import date

import pytest

from nova.decisions.amendments import Spot, covering
from nova.decisions.constraints import facts_of
from nova.decisions.drafts import draft_from_rejection, edit_draft, edit_in
from nova.decisions.orphans import Orphan, moves_between, orphans
from nova.decisions.reader import read_book, read_drafts

TODAY = date(2026, 11, 22)
TOTAL = Spot("shop/cart.py", "shop.cart", "total")
KEEP = "~~~yaml nova-rules\n- keep: {symbols: ['shop.cart:tot*']}\n~~~\n"


def book(**records: str):
    return read_book({f"decisions/{name}.md": f"---\nstatus: accepted\n{text}".encode()
                      for name, text in records.items()})


@pytest.mark.parametrize(("records", "found"), [
    ({"1-a": "applies-to: ['shop/**']\n---\n# A\n", "2-b": "symbols: ['shop.cart:total']\n---\n# B\n"}, "2-b"),
    ({"1-a": "applies-to: ['shop/**']\n---\n# A\n", "2-b": f"---\n# B\n{KEEP}"}, "2-b"),
    ({"1-a": "applies-to: ['shop/**']\n---\n# A\n", "2-b": "applies-to: ['shop/cart.py']\n---\n# B\n"}, "2-b"),
    ({"1-a": "applies-to: ['**']\n---\n# A\n", "2-b": "symbols: ['shop.cart:other']\n---\n# B\n"}, None),
    ({"1-a": "applies-to: ['shop/**', '!shop/cart.py']\n---\n# A\n"}, None),
    ({"1-a": "---\n# A\n"}, None),
])
def test_the_record_that_speaks_most_closely(records, found):
    record = covering(book(**records), [TOTAL])
    assert (record and record.id) == found


def test_a_proposed_record_covers_nothing():
    proposed = read_book({"decisions/1-a.md": b"---\nstatus: proposed\nsymbols: ['shop.cart:total']\n---\n# A\n"})
    assert covering(proposed, [TOTAL]) is None


def test_an_amendment_names_what_it_adds_to():
    record = covering(book(**{"0001-a": "id: ADR-1\nsymbols: ['shop.cart:total']\n---\n# Sum up\n"}), [TOTAL])
    draft = draft_from_rejection(rule="dead-definition", family="dead-code", symbols=["shop.cart:total"],
                                 note="plug-ins", by="Ana", on=TODAY, amends=record)
    (read,) = read_drafts({draft.slug: draft.text})
    assert (read.title, read.amends) == ("Amend ADR-1: keep total in shop.cart", ("ADR-1",))
    assert read.constraints[0].of == ("shop.cart:total",)
    assert 'ADR-1, "Sum up", speaks about this place already' in draft.text


CART = b"def total(): ...\ndef vat(): ...\nclass Basket:\n    def add(self): ...\n"


@pytest.mark.parametrize(("after", "moved"), [
    ({"shop.cart": CART}, {}),
    ({"shop.cart": CART.replace(b"vat", b"tax")}, {"shop.cart:vat": "shop.cart:tax"}),
    ({"shop.cart": CART.replace(b"def vat(): ...\n", b"")}, {"shop.cart:vat": None}),
    ({"shop.cart": CART.replace(b"def vat(): ...\n", b"from shop.tax import vat\n")}, {}),
    ({"shop.cart": CART.replace(b"def vat(): ...\n", b""), "shop.tax": b"def vat(): ...\n"},
     {"shop.cart:vat": "shop.tax:vat"}),
    ({"shop.cart": CART.replace(b"Basket", b"Cart")}, {"shop.cart:Basket": "shop.cart:Cart"}),
    ({"shop.cart": CART.replace(b"vat", b"tax").replace(b"total", b"whole")},
     {"shop.cart:total": None, "shop.cart:vat": None}),
])
def test_where_definitions_went(after, moved):
    def facts(files):
        return {module: found for module, text in files.items() if (found := facts_of(text)) is not None}

    assert moves_between(facts({"shop.cart": CART}), facts(after)) == moved


@pytest.mark.parametrize(("text", "where"), [
    ("symbols: ['shop.cart:vat']\n---\n# A\n", "its symbols"),
    ("---\n# A\n~~~yaml nova-rules\n- {id: x, prefer: {call: time.time, use: shop.cart.vat}}\n~~~\n",
     "its constraint x"),
    ("---\n# A\n~~~yaml nova-rules\n- {id: x, keep: {symbols: ['shop.cart:vat'], until: 2026-11-21}}\n~~~\n", None),
    ("symbols: ['shop.cart:*', 'shop.cart:vat.x']\n---\n# A\n", None),
])
def test_what_a_record_would_name_in_vain(text, where):
    (record,) = book(**{"1-a": text}).decisions
    found = list(orphans(record, {"shop.cart:vat": None}, TODAY))
    assert found == ([Orphan("shop.cart:vat", None, where)] if where else [])


@pytest.mark.parametrize("new", ["shop.tax:vat", None])
def test_an_edit_is_read_back_out_of_its_draft(new):
    (record,) = book(**{"0001-a": "id: ADR-1\n---\n# A -> b\n"}).decisions
    draft = edit_draft(record, "shop.cart:vat", new, why="x", on=TODAY)
    assert edit_in(draft.text) == (record.id, "shop.cart:vat", new)
    assert read_drafts({draft.slug: draft.text})[0].constraints == ()
    other = draft_from_rejection(rule="r", family="f", symbols=["a:b"], note="", by="", on=TODAY)
    assert edit_in(other.text) is None
