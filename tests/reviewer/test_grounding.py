"""Findings and drafts against the decisions of the base: held back, kept, broken, rested on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from nova.decisions.drafts import draft_from_rejection
from nova.decisions.reader import read_book, read_drafts
from nova.domain.decision import DecisionBook, Force
from reviewer.domain.change import ChangeSet, FileChange
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Plan, Recipe
from reviewer.grounding import broken_by, edits_for, held_back, kept, kept_from_models, rests_on
from reviewer.survey import Survey
from reviewer.testing import TODAY, survey_of


def record(id: str, block: str = "", *, keys: str = "", status: str = "accepted") -> str:
    rules = f"\n~~~yaml nova-rules\n{block}\n~~~\n" if block else ""
    return f"---\nstatus: {status}\nid: {id}\n{keys}\n---\n# Title of {id}\n\n## Decision\n\nDo {id}.\n{rules}"


def book_of(*records: str) -> DecisionBook:
    return read_book({f"decisions/000{at}-x.md": text.encode() for at, text in enumerate(records, 1)})


def finding(symbol: str = "total", path: str = "shop/cart.py", rule: str = "dead-definition",
            **details: object) -> Finding:
    return Finding(rule=rule, path=path, line=1, end_line=1, symbol=symbol, message="seen", details=details)


def kept_by(book: DecisionBook, what: Finding, family: str = "dead-code", today: date = TODAY) -> str | None:
    ground = kept(what, family, book, "shop.cart", today)
    return ground.decision if ground else None


def test_a_record_that_cannot_be_read_holds_back_what_it_may_govern():
    book = book_of(record("ADR-1", "- keeps: {}", keys='applies-to: ["shop/**"]'))
    ground = held_back(finding(), book)
    assert ground is not None
    assert (ground.decision, ground.force) == ("0001-x", Force.BLOCKS)
    assert ground.why == ('decisions/0001-x.md:13: unknown constraint kind "keeps"; did you mean "keep"? '
                          "Until it can be read, nothing is proposed in shop/**")
    assert held_back(finding(path="bank/x.py"), book) is None


def test_a_record_without_a_scope_holds_back_the_project():
    ground = held_back(finding(path="bank/x.py"), book_of(record("ADR-1", "- keeps: {}")))
    assert ground is not None
    assert ground.why.endswith("nothing is proposed in this project")


KEEP = '- keep: {symbols: ["shop.cart:total"], from: [dead-definition], until: 2026-11-21}'


def test_a_kept_symbol_is_left_alone_with_the_records_id_and_sentence():
    ground = kept(finding(), "dead-code", book_of(record("ADR-1", KEEP)), "shop.cart", TODAY)
    assert ground is not None
    assert ground.why == 'until 2026-11-21: "Title of ADR-1". Do ADR-1.'
    assert (ground.decision, ground.force, ground.constraint) == ("ADR-1", Force.BLOCKS, "keep")


@pytest.mark.parametrize(("block", "what"), [
    (KEEP, finding("total(parameter)")),
    ('- keep: {symbols: ["shop.cart:total"]}', finding(rule="anything")),
    ('- keep: {symbols: ["shop.cart:*"], from: [dead-code]}', finding("other", rule="another-of-the-family")),
    ('- keep: {symbols: ["shop.cart:Basket"]}', finding("Basket.add")),
    (KEEP, finding("import total", symbols=["shop.cart:total"])),
    ('- keep: {symbols: ["shop.prices:vat"]}', finding("other", symbols=["shop.prices:vat"])),
    ('- keep: {symbols: ["shop.cart:vat"]}', finding("other", symbols=["vat"])),
])
def test_what_a_keep_covers(block, what):
    assert kept_by(book_of(record("ADR-1", block)), what) == "ADR-1"


@pytest.mark.parametrize(("book", "what"), [
    (book_of(record("ADR-1", KEEP)), finding("totals")),
    (book_of(record("ADR-1", KEEP)), finding(rule="unused-import")),
    (book_of(record("ADR-1", KEEP, status="proposed")), finding()),
    (book_of(record("ADR-1", KEEP), record("ADR-2", keys="supersedes: [ADR-1]")), finding()),
], ids=["another symbol", "another rule", "proposed", "superseded"])
def test_what_a_keep_does_not_cover(book, what):
    assert kept_by(book, what) is None


def test_a_keep_ends_after_its_last_day():
    book = book_of(record("ADR-1", KEEP))
    assert kept_by(book, finding(), today=date(2026, 11, 21)) == "ADR-1"
    assert kept_by(book, finding(), today=date(2026, 11, 22)) is None


def test_a_draft_keeps_at_once_and_forbids_nothing(tmp_path):
    text = draft_from_rejection(rule="dead-definition", family="dead-code", symbols=["shop.cart:total"],
                                note="plug-ins", by="Ana", on=TODAY).text
    forbids = record("ADR-9", "- forbid-import: {of: [os]}", status="accepted")
    book = replace(DecisionBook(folder=None), drafts=read_drafts({"keep-total": text, "forbids": forbids}))
    assert kept_by(book, finding()) == "keep-total"
    survey = survey_of(tmp_path, {"shop/cart.py": "x = 1\n"}, decisions=book)
    assert broken_by(draft(survey, {"shop/cart.py": "import os\n"}), survey) is None


CART = "import json\n\n\ndef total():\n    return 1\n\n\ndef vat():\n    return 2\n"
FILES = {"shop/__init__.py": "", "shop/cart.py": CART, "shop/old.py": "import os\n\nos.getcwd()\n",
         "shop/schema.sql": "create table cart;\n"}


def draft(survey: Survey, after: dict[str, str | None], what: Finding | None = None) -> Draft:
    files = tuple(FileChange(path=path, after=None if text is None else text.encode(),
                             before=survey.snapshot.read(path) if path in survey.snapshot.files else None)
                  for path, text in sorted(after.items()))
    return Draft(findings=(what or finding(),), plan=Plan(Recipe(()), "Change it", "Because."),
                 changes=ChangeSet(files), effect=Effect.PRESERVES)


def broken(tmp_path: Path, block: str, after: dict[str, str | None], **keys: str) -> str | None:
    survey = survey_of(tmp_path, FILES, decisions=book_of(record("ADR-1", block, **keys)))
    ground = broken_by(draft(survey, after), survey)
    return ground.why if ground else None


BREAKS = 'that breaks "Title of ADR-1". Do ADR-1.'


@pytest.mark.parametrize(("block", "after", "why"), [
    ("- forbid-import: {of: [os], in: [shop]}", {"shop/cart.py": "import os\n" + CART},
     "shop/cart.py imports os, which is not to be imported here"),
    ("- only-import: {of: [os], from: [shop.old]}", {"shop/new.py": "import os\n"},
     "shop/new.py imports os, which only shop.old may"),
    ("- forbid-call: {of: [os.getcwd], in: [shop]}", {"shop/old.py": "import os\n\nos.getcwd()\nos.getcwd()\n"},
     "shop/old.py calls os.getcwd, which is not to be called here"),
    ("- require-path: [shop/schema.sql]", {"shop/schema.sql": None}, "shop/schema.sql would be deleted"),
    ('- keep: {symbols: ["shop.cart:vat"], from: [another-rule]}', {"shop/cart.py": CART.replace("vat", "tax")},
     "shop.cart:vat would be gone"),
    ('- keep: {symbols: ["shop.cart:vat"]}', {"shop/cart.py": None}, "shop.cart:vat would be gone"),
])
def test_what_a_draft_would_break(tmp_path, block, after, why):
    assert broken(tmp_path, block, after) == f"{why}; {BREAKS}"


@pytest.mark.parametrize(("block", "after"), [
    ("- forbid-import: {of: [os], in: [shop]}", {"shop/old.py": "import os\n\nprint(os.getcwd())\n"}),
    ("- forbid-import: {of: [os], in: [bank]}", {"shop/cart.py": "import os\n" + CART}),
    ("- require-path: [shop/schema.sql]", {"shop/old.py": None}),
    ('- keep: {symbols: ["shop.cart:vat"]}', {"shop/cart.py": CART.replace("return 2", "return 3")}),
    ('- keep: {symbols: ["shop.cart:vat"]}',
     {"shop/cart.py": "from shop.tax import vat\n", "shop/tax.py": "def vat(): ...\n"}),
    ('- keep: {symbols: ["shop.cart:vat"], until: 2026-11-20}', {"shop/cart.py": CART.replace("vat", "tax")}),
], ids=["broken before", "elsewhere", "another file", "kept and changed", "moved and imported back", "expired"])
def test_what_a_draft_does_not_break(tmp_path, block, after):
    assert broken(tmp_path, block, after) is None


def test_a_proposed_record_blocks_nothing(tmp_path):
    after = {"shop/cart.py": "import os\n" + CART}
    assert broken(tmp_path, "- forbid-import: {of: [os]}", after, status="proposed") is None


CHANGED = {"shop/cart.py": CART.replace("return 2", "return 3")}


@pytest.mark.parametrize(("block", "after", "held"), [
    ('- keep: {symbols: ["shop.cart:vat"]}', CHANGED, True),
    ('- keep: {symbols: ["shop.cart:vat"], from: [dead-definition]}', CHANGED, True),
    ('- keep: {symbols: ["shop.cart:vat"], until: 2026-11-20}', CHANGED, False),
    ('- keep: {symbols: ["shop.cart:total"]}', CHANGED, False),
    ('- keep: {symbols: ["shop.cart:vat"]}', {"shop/cart.py": None}, True),
], ids=["any rule", "another rule", "expired", "another symbol", "deleted"])
def test_a_model_changes_nothing_that_is_kept_whatever_it_says_it_is_about(tmp_path, block, after, held):
    survey = survey_of(tmp_path, FILES, decisions=book_of(record("ADR-1", block)))
    assert (kept_from_models(draft(survey, after, finding("total", role="refactorer")), survey) is not None) == held
    assert kept_from_models(draft(survey, after), survey) is None


def test_a_draft_may_not_reach_into_what_is_held_back(tmp_path):
    why = broken(tmp_path, "- keeps: {}", {"shop/old.py": "import os\n"}, keys='applies-to: ["shop/old.py"]')
    assert why is not None
    assert why.endswith("nothing is proposed in shop/old.py")


def rested(tmp_path: Path, after: dict[str, str | None], *records: str,
           what: Finding | None = None) -> list[tuple[str, Force]]:
    survey = survey_of(tmp_path, FILES, decisions=book_of(*records))
    return [(ground.decision, ground.force) for ground in rests_on(draft(survey, after, what), survey)]


def test_a_draft_that_does_what_a_record_prefers_is_required_by_it(tmp_path):
    prefer = record("ADR-1", "- prefer: {call: os.getcwd, use: shop.here.folder, in: [shop]}")
    forbid = record("ADR-2", "- forbid-import: {of: [os], in: [shop]}")
    after = {"shop/old.py": "from shop.here import folder\n\nfolder()\n"}
    assert rested(tmp_path, after, prefer, forbid, what=finding("", "shop/old.py")) == [
        ("ADR-1", Force.REQUIRES), ("ADR-2", Force.REQUIRES)]


def test_a_draft_rests_on_what_names_its_symbol_and_path_and_not_on_a_scope_around_it(tmp_path):
    names = record("ADR-1", keys='symbols: ["shop.cart:total"]')
    applies = record("ADR-2", keys='applies-to: ["shop/**"]')
    around = record("ADR-3", "- forbid-import: {of: [peewee], in: [shop]}")
    after = {"shop/cart.py": CART.replace("return 1", "return 0")}
    assert rested(tmp_path, after, around, applies, names) == [("ADR-1", Force.INFORMS), ("ADR-2", Force.INFORMS)]


def test_a_draft_that_no_record_speaks_about_rests_on_none(tmp_path):
    assert rested(tmp_path, {"shop/cart.py": "\n"}, record("ADR-1", keys='applies-to: ["bank/**"]')) == []


RENAMED = {"shop/cart.py": CART.replace("vat", "tax")}
GONE = {"shop/cart.py": "import json\n\n\ndef total():\n    return 1\n"}
NAMED = 'symbols: ["shop.cart:vat"]'


@pytest.mark.parametrize(("text", "after", "edit"), [
    (record("ADR-1", keys=NAMED), RENAMED, "edit of ADR-1: shop.cart:vat -> shop.cart:tax"),
    (record("ADR-1", keys=NAMED), GONE, "edit of ADR-1: shop.cart:vat -> gone"),
    (record("ADR-1", '- keep: {symbols: ["shop.cart:vat"]}'), RENAMED, "edit of ADR-1: shop.cart:vat -> shop.cart:tax"),
    (record("ADR-1", '- keep: {symbols: ["shop.cart:vat"]}', keys=NAMED), GONE, None),
    (record("ADR-1", "- prefer: {call: time.time, use: shop.cart.vat}"), RENAMED,
     "edit of ADR-1: shop.cart:vat -> shop.cart:tax"),
], ids=["renamed", "deleted", "kept and renamed", "kept and deleted", "a constraint"])
def test_a_draft_that_would_orphan_what_a_record_names_waits_for_the_records_edit(tmp_path, text, after, edit):
    survey = survey_of(tmp_path, FILES, decisions=book_of(text))
    what = draft(survey, after)
    ground = broken_by(what, survey)
    assert ground is not None
    assert (ground.decision, ground.force) == ("ADR-1", Force.BLOCKS)
    assert [read_drafts({one.slug: one.text})[0].origin for one in edits_for(what, survey)] == ([edit] if edit else [])


@pytest.mark.parametrize("text", [record("ADR-1", keys=NAMED, status="proposed"),
                                  record("ADR-1", keys='symbols: ["shop.cart:*"]'),
                                  record("ADR-1", keys='symbols: ["shop.cart:total"]')])
def test_a_draft_that_orphans_nothing(tmp_path, text):
    survey = survey_of(tmp_path, FILES, decisions=book_of(text))
    assert broken_by(draft(survey, RENAMED), survey) is None
    assert edits_for(draft(survey, RENAMED), survey) == ()
