"""What lint finds in a book of records."""

from __future__ import annotations

from datetime import date

import pytest

from nova.decisions.lint import lint
from nova.decisions.reader import read_book


def remarks(*records: str, paths: tuple[str, ...] = ("shop/cart.py",)) -> list[str]:
    files = {f"decisions/000{at}-x.md": text.encode() for at, text in enumerate(records, 1)}
    return [remark.what for remark in lint(read_book(files), [*files, *paths], date(2026, 11, 22))]


def record(keys: str, block: str = "") -> str:
    rules = f"\n~~~yaml nova-rules\n{block}\n~~~\n" if block else ""
    return f"---\n{keys}\n---\n# Use X\n\n## Decision\n\nWe use X.\n{rules}"


@pytest.mark.parametrize(("text", "what"), [
    (record("status: accepted\nsupersedes: [ADR-9]"), "supersedes names ADR-9, and there is no such record"),
    (record("status: superseded by ADR-9"), "its status names ADR-9, and there is no such record"),
    (record('status: accepted\napplies-to: ["bank/**"]'), "applies-to names bank/**, which matches no file"),
    (record("status: accepted\nreview-by: 2026-11-21"), "its review was due on 2026-11-21"),
    (record("status: accepted", '- keep: {symbols: ["a:b"], until: 2026-11-21}'),
     "its constraint keep ended on 2026-11-21"),
    (record("date: 2026-11-21", '- keep: {symbols: ["a:b"]}'),
     "it has constraints and no status; only an accepted record binds"),
    (record("status: accepted", "- kept: {}"), 'unknown constraint kind "kept"; did you mean "keep"?'),
])
def test_one_thing_to_mend(text, what):
    assert remarks(text) == [what]


def test_two_records_of_one_id():
    assert remarks(record("id: A-1"), record("id: A-1")) == ["another record has the id A-1 too"] * 2


def test_a_clean_book():
    assert remarks(record('status: accepted\nid: A-1\napplies-to: ["shop/**"]\nreview-by: 2026-11-22'),
                   record("status: accepted\nsupersedes: [A-1]")) == []
