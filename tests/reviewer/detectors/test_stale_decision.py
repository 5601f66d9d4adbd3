"""Accepted decisions about code that is gone, and reviews that are due, told with the commit and three ways out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from nova.decisions.reader import read_book
from reviewer.domain.finding import Finding
from reviewer.domain.recipe import Declined
from reviewer.survey import Survey
from reviewer.testing import draft_of, found, survey_of

BAR = 0.25
CART = "class Cart:\n    def total(self): ...\n\n\ndef price(): ...\n"
Change = tuple[dict[str, str | None], str]


def record(keys: str, rules: str = "", status: str = "accepted") -> str:
    block = f"\n### Confirmation\n~~~yaml nova-rules\n{rules}\n~~~\n" if rules else ""
    return (f'---\nstatus: {status}\nid: "ADR-0009"\n{keys}\n---\n# Carts are in one place\n\n## Decision Outcome\n\n'
            f"The total is worked out there.\n{block}")


def surveyed(folder: Path, text: str, *changes: Change, today: date = date(2026, 11, 21)) -> Survey:
    files = {"decisions/0009-carts.md": text, "shop/__init__.py": "", "shop/cart.py": CART, "shop/web.py": ""}
    survey = survey_of(folder, files, changes, today=today)
    return replace(survey, decisions=read_book(survey.snapshot))


def told(survey: Survey) -> list[str]:
    findings = found("stale-decision", survey)
    return [finding.message.replace(survey.snapshot.commit[:9], "HEAD") for finding in findings]


def sure(findings: list[Finding]) -> list[bool]:
    return [finding.score >= BAR for finding in findings]


GONE: Change = ({"shop/cart.py": "def price(): ...\n"}, "Drop the cart")
MOVED: Change = ({"shop/cart.py": None, "shop/basket.py": CART}, "Call it a basket")


def test_a_symbol_that_a_commit_took_away(tmp_path: Path) -> None:
    survey = surveyed(tmp_path, record('symbols: ["shop.cart:Cart", "shop.cart:price"]'), GONE)
    (finding,) = found("stale-decision", survey)
    assert told(survey) == ["ADR-0009 names shop.cart:Cart, gone since HEAD (Drop the cart)"]
    assert (finding.path, finding.line, sure([finding])) == ("decisions/0009-carts.md", 4, [True])
    assert "The total is worked out there." in finding.why


def test_a_path_and_a_symbol_that_moved_away(tmp_path: Path) -> None:
    survey = surveyed(tmp_path, record('applies-to: ["shop/cart.py"]\nsymbols: ["shop.cart:Cart"]'), MOVED)
    assert told(survey) == ["ADR-0009 names shop/cart.py, gone since HEAD (Call it a basket), now shop/basket.py",
                            "ADR-0009 names shop.cart:Cart, gone since HEAD (Call it a basket), now shop/basket.py"]


def test_what_a_constraint_keeps_requires_and_holds_in(tmp_path: Path) -> None:
    rules = ("- id: keep\n  keep: {symbols: ['shop.cart:Cart.total']}\n- id: there\n  require-path: [shop/cart.py]\n"
             "- id: pure\n  forbid-call: {of: [print], in: [shop.cart]}\n- id: lower\n  layers: [shop.web, shop.cart]\n"
             "- id: one\n  prefer: {call: shop.old, use: shop.cart.price}")
    survey = surveyed(tmp_path, record("date: 2026-01-01", rules), MOVED)
    findings = found("stale-decision", survey)
    assert [finding.symbol.partition(":")[2] for finding in findings] == [
        "shop.cart:Cart.total", "shop/cart.py", "shop.cart", "shop.cart", "shop.cart.price"]
    assert all(sure(findings))
    assert found("stale-decision", surveyed(tmp_path, record("date: 2026-01-01", rules))) == []


def test_three_ways_out_and_no_change(tmp_path: Path) -> None:
    survey = surveyed(tmp_path, record('symbols: ["shop.cart:Cart"]'), GONE)
    declined = draft_of(survey, found("stale-decision", survey))
    assert isinstance(declined, Declined)
    commit = survey.snapshot.commit[:9]
    assert "Change the record: nova decisions supersede ADR-0009" in declined.why
    assert f"Change the code: bring back what it names (git show {commit}" in declined.why
    assert "Defer: nova decisions defer ADR-0009 --until 2027-02-19" in declined.why


def test_a_review_that_is_due(tmp_path: Path) -> None:
    text = record("review-by: 2026-11-20")
    (finding,) = found("stale-decision", surveyed(tmp_path, text))
    assert finding.message == "ADR-0009 was to be reviewed by 2026-11-20"
    assert sure([finding]) == [True]
    assert found("stale-decision", surveyed(tmp_path, text, today=date(2026, 11, 20))) == []


def test_deferred_after_it_was_gone(tmp_path: Path) -> None:
    text = record('symbols: ["shop.cart:Cart"]')
    later: Change = ({"decisions/0009-carts.md": record('symbols: ["shop.cart:Cart"]\nreview-by: 2027-01-01')}, "Defer")
    assert found("stale-decision", surveyed(tmp_path, text, GONE, later)) == []
    assert len(found("stale-decision", surveyed(tmp_path, text, later, GONE))) == 1
    due = surveyed(tmp_path, text, GONE, later, today=date(2027, 1, 2))
    assert [finding.symbol for finding in found("stale-decision", due)] == [
        "symbols:shop.cart:Cart", "review-by:2027-01-01"]


def test_a_name_that_history_never_had_is_no_matter_for_a_review(tmp_path: Path) -> None:
    findings = found("stale-decision", surveyed(tmp_path, record('symbols: ["shop.cart:Basket"]'), GONE))
    assert sure(findings) == [False]


def test_records_that_do_not_bind_and_prose(tmp_path: Path) -> None:
    keys = 'symbols: ["shop.cart:Cart"]'
    assert found("stale-decision", surveyed(tmp_path, record(keys, status="proposed"), GONE)) == []
    assert found("stale-decision", surveyed(tmp_path, record(keys, status="superseded by ADR-0010"), GONE)) == []
    nygard = "# 9. Carts\n\n## Status\n\nAccepted\n\n## Decision\n\n`shop/cart.py` holds `shop.cart:Cart`.\n"
    assert found("stale-decision", surveyed(tmp_path, nygard, MOVED)) == []


def test_a_record_that_speaks_of_what_is_there(tmp_path: Path) -> None:
    keys = 'applies-to: ["shop/**"]\nsymbols: ["shop.cart:Cart.total", "shop.cart:*"]\nreview-by: 2027-01-01'
    assert found("stale-decision", surveyed(tmp_path, record(keys), ({"shop/web.py": "x = 1\n"}, "Change"))) == []
