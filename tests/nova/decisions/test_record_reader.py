"""Reading records: tolerant of what informs, strict with what binds."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nova.decisions.reader import find_folder, read_book, read_record
from nova.domain.decision import ConstraintKind, Decision, RecordProblem, Status

ONE_DOOR = """---
status: "accepted"            # MADR's words
date: 2026-11-21
decision-makers: ["ana"]
id: "ADR-0007"
supersedes: ["ADR-0003"]
amends: ["ADR-0005"]
applies-to: ["nova/store/**", "!nova/store/legacy/**"]
symbols: ["nova.store.db:connect", "nova.store.rows:*Row"]
review-by: 2027-05-01
origin: "rejection of dead-definition at nova.store.db:connect"
---
# Keep one door to `sqlite3`

## Context and Problem Statement

Three modules opened connections.

## Decision Outcome

Chosen option: **one module** opens connections. Everyone else asks it.

### Confirmation

~~~yaml nova-rules
- id: one-door
  only-import: {of: [sqlite3], from: [nova.store.db]}
- id: no-orm
  forbid-import: {of: [peewee], in: ["nova.**"]}
- id: clock
  prefer: {call: datetime.datetime.now, use: self.clock.now, in: ["nova/**"]}
- id: keep-connect
  keep: {symbols: ["nova.store.db:connect"], from: [dead-definition, merge-duplicates], until: 2027-05-01}
- id: no-utcnow
  forbid-call: {of: [datetime.datetime.utcnow], in: ["nova/**"]}
- id: schema
  require-path: [nova/store/schema.sql]
~~~
"""


def read(text: str | bytes, path: str = "decisions/0007-one-door.md") -> Decision | RecordProblem | None:
    return read_record(path, text if isinstance(text, bytes) else text.encode())


def decision(text: str | bytes, path: str = "decisions/0007-one-door.md") -> Decision:
    record = read(text, path)
    assert isinstance(record, Decision), record
    return record


def problem(text: str) -> RecordProblem:
    record = read(text)
    assert isinstance(record, RecordProblem), record
    return record


def with_block(block: str, keys: str = 'applies-to: ["shop/**"]') -> str:
    return f'---\nstatus: accepted\n{keys}\n---\n# Title\n\n~~~yaml nova-rules\n{block}\n~~~\n'


def test_the_record_of_the_formats_page():
    record = decision(ONE_DOOR)
    assert (record.id, record.title, record.status) == ("ADR-0007", "Keep one door to sqlite3", Status.ACCEPTED)
    assert record.sentence == "Chosen option: one module opens connections."
    assert (record.date, record.review_by) == (date(2026, 11, 21), date(2027, 5, 1))
    assert (record.supersedes, record.amends) == (("ADR-0003",), ("ADR-0005",))
    assert record.applies_to == ("nova/store/**", "!nova/store/legacy/**")
    assert record.symbols == ("nova.store.db:connect", "nova.store.rows:*Row")
    assert [constraint.kind for constraint in record.constraints] == [
        ConstraintKind.ONLY_IMPORT, ConstraintKind.FORBID_IMPORT, ConstraintKind.PREFER, ConstraintKind.KEEP,
        ConstraintKind.FORBID_CALL, ConstraintKind.REQUIRE_PATH]
    clock, keep = record.constraints[2:4]
    assert (clock.of, clock.use, clock.what, clock.inside) == (
        ("datetime.datetime.now",), "self.clock.now", "call", ("nova/**",))
    assert (keep.of, keep.rules, keep.until) == (
        ("nova.store.db:connect",), ("dead-definition", "merge-duplicates"), date(2027, 5, 1))
    assert keep.line == ONE_DOOR.splitlines().index("  keep: {symbols: [\"nova.store.db:connect\"], from: "
                                                    "[dead-definition, merge-duplicates], until: 2027-05-01}") + 1


@pytest.mark.parametrize("change", [
    lambda text: "\ufeff" + text,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("~~~yaml nova-rules", "```yaml nova-rules").replace("~~~", "```"),
    lambda text: text.replace("# Keep one door to `sqlite3`", "Keep one door to sqlite3\n========================"),
], ids=["bom", "crlf", "backticks", "underlined"])
def test_the_same_record_in_other_clothes(change):
    same, other = decision(ONE_DOOR), decision(change(ONE_DOOR))
    assert (other.title, other.status, other.sentence) == (same.title, same.status, same.sentence)
    assert [c.of for c in other.constraints] == [c.of for c in same.constraints]


@pytest.mark.parametrize(("text", "status", "raw"), [
    ("# Use X\n\n## Status\n\nAccepted\n\n## Decision\n\nWe use X.\n", "accepted", "Accepted"),
    ("# Use X\n\n* Status: proposed\n* Deciders: ana\n\n## Context\n", "proposed", "proposed"),
    ("# Use X\n\n- **Status:** Rejected\n\n## Context\n", "rejected", "Rejected"),
    ("---\nstatus: deprecated\n---\n# Use X\n", "deprecated", "deprecated"),
    ("---\nstatus: superseded by ADR-0042\n---\n# Use X\n", "superseded", "superseded by ADR-0042"),
    ("# Use X\n\n## Status\n\nAccepted\n\nSuperseded by [ADR-9](0009-y.md)\n\n## Decision\n", "superseded", "Accepted"),
    ("# Use X\n\n## Decision\n\nWe use X.\n", "none", ""),
    ("---\nstatus: simmering\n---\n# Use X\n", "other", "simmering"),
])
def test_status_wherever_it_is_written(text, status, raw):
    record = decision(text)
    assert (str(record.status), record.status_raw) == (status, raw)


def test_who_superseded_it_is_read_from_links_and_words():
    linked = decision("# Use X\n\n## Status\n\nSuperseded by [another](0009-use-y.md)\n\n## Decision\n")
    worded = decision("---\nstatus: superseded by ADR-0042\n---\n# Use X\n")
    assert (linked.superseded_by, worded.superseded_by) == (("0009-use-y",), ("ADR-0042",))


@pytest.mark.parametrize(("heading", "title"), [
    ("1. Record decisions", "Record decisions"), ("ADR-0012: Use X", "Use X"), ("0012 Use X", "Use X"),
    ("3 tiers of tests", "3 tiers of tests"), ("Use `x` in [y](z.md)", "Use x in y"),
    ("Be \x1b[31mred\x1b[0m", "Be [31mred[0m"),
])
def test_titles_without_number_markup_and_escapes(heading, title):
    assert decision(f"# {heading}\n\n## Decision\n").title == title


def test_ids_are_text():
    assert decision("---\nid: 0033\nstatus: accepted\n---\n# Use X\n").id == "0033"
    assert decision("---\nid: on\n---\n# Use X\n").id == "on"
    assert decision("# Use X\n\n## Decision\n").id == "0007-one-door"


@pytest.mark.parametrize(("path", "text"), [
    ("decisions/README.md", "# Decisions\n\n## Status\n"),
    ("decisions/index.md", "# Decisions\n"),
    ("decisions/adr-template.md", "# Title\n\n## Status\n\nproposed\n"),
    ("decisions/0000-template.md", "# Title\n\n## Status\n\nproposed\n"),
    ("decisions/0009-new.md", "# {short title, representative of the problem}\n\n## Decision\n"),
    ("decisions/0009-new.md", "# Title\n\n* Status: [proposed | rejected | accepted]\n\n## Decision\n"),
    ("decisions/notes.md", "Nothing in particular.\n"),
])
def test_what_is_no_record(path, text):
    assert read(text, path) is None


@pytest.mark.parametrize(("block", "line", "what"), [
    ("- id: a\n  forbid-imports: {of: [x]}", 9,
     'unknown constraint kind "forbid-imports"; did you mean "forbid-import"?'),
    ("- forbid-import: {off: [x]}", 8, 'forbid-import has no key "off"; did you mean "of"?'),
    ("- forbid-import: {in: [x]}", 8, 'forbid-import needs "of"'),
    ("- forbid-import: [x]", 8, "forbid-import is to be a mapping with in, of"),
    ("- keep: {symbols: [\"a:b\"], until: soon}", 8, '"until" is to be a date such as 2027-05-01, not "soon"'),
    ("- keep: {symbols: [a.b]}", 8, '"symbols" is to be a list of symbols such as pkg.mod:name; "a.b" is none'),
    ("- prefer: {call: a.b, import: c, use: d}", 8, 'prefer takes either "call" or "import", the one to leave'),
    ("- require-path: [../secrets]", 8, 'require-path takes paths inside the project; "../secrets" is none'),
    ("- id: a\n  keep: {symbols: [\"a:b\"]}\n  prefer: {call: a, use: b}", 8, "a constraint has one kind"),
    ("- id: a\n  forbid-import: {of: [x]}\n- id: a\n  forbid-import: {of: [y]}", 11, 'two constraints have the id "a"'),
    ("forbid-import: {of: [x]}", 8, "nova-rules is to be a list"),
    ("- [", 8, "nova-rules: not YAML"),
    ("- forbid-import: &all {of: [x]}\n- forbid-import: *all", 9, "nova-rules: aliases are not read"),
])
def test_a_constraint_that_cannot_be_read_is_a_problem_with_its_line(block, line, what):
    record = problem(with_block(block))
    assert record.what.startswith(what)
    assert record.line == line
    assert record.holds_back == ("shop/**",)


def test_without_a_readable_scope_it_holds_back_what_its_constraints_say():
    wrong = '- forbid-imports: {of: [x], in: ["shop/**", shop.core]}'
    assert problem(with_block(wrong, "date: 2026-01-01")).holds_back == (
        "shop/**", "**/shop/core.py", "**/shop/core/**")


@pytest.mark.parametrize("text", [
    with_block("- forbid-imports: {of: [x]}", "date: 2026-01-01"),
    with_block("- only-import: {of: [x], form: [y]}", "date: 2026-01-01"),
    with_block("- forbid-import: {of: [x], in: [shop]}\n- [", "date: 2026-01-01"),
    with_block("- forbid-import: {of: [x]}", 'applies-to: ["shop/**"'),
    with_block("- forbid-import: {of: [x]}", 'applies-to: {a: b}'),
], ids=["no scope", "whole project kind", "broken yaml", "broken front matter", "scope of another shape"])
def test_when_the_scope_cannot_be_read_it_holds_back_the_whole_project(text):
    assert problem(text).holds_back == ("**",)


@pytest.mark.parametrize(("text", "what"), [
    (with_block("- keep: {symbols: [\"a:b\"]}").replace("nova-rules", "nova-rule"), "did you mean \"nova-rules\"?"),
    (with_block("- keep: {symbols: [\"a:b\"]}").removesuffix("~~~\n"), "the nova-rules block has no end"),
    (with_block("- keep: {symbols: [\"a:b\"]}", "applys-to: [x]"),
     'unknown key "applys-to"; did you mean "applies-to"?'),
    (with_block("- keep: {symbols: [\"a:b\"]}").replace("accepted", "acepted"), 'unknown status "acepted"'),
    ("---\nstatus: accepted\nsymbols: [nocolon]\n---\n# Use X\n", '"symbols" is to be a list of symbols'),
    ("---\nstatus: accepted\nreview-by: soon\n---\n# Use X\n", '"review-by" is to be a date'),
])
def test_slips_that_would_unbind_a_record_in_silence(text, what):
    assert what in problem(text).what


@pytest.mark.parametrize("status", ["proposed", "rejected", "deprecated", "superseded by ADR-0009"])
def test_a_broken_record_that_would_not_bind_is_named_and_holds_nothing_back(status):
    record = problem(with_block("- [").replace("accepted", status))
    assert record.holds_back == ()


@pytest.mark.parametrize("text", [
    "---\nstatus: [accepted\n---\n# Use X\n\n## Decision\n\nWe do.\n",
    "---\nstatus: accepted\n\n# Use X\n\n## Decision\n\nWe do.\n",
    "---\n- a list\n---\n# Use X\n\n## Decision\n\nWe do.\n",
    "---\na: &x [1]\nb: *x\n---\n# Use X\n\n## Decision\n\nWe do.\n",
])
def test_a_record_without_constraints_is_context_however_broken(text):
    assert decision(text).title == "Use X"


def test_documentation_about_the_block_is_not_a_block():
    shown = decision("# Use X\n\n## Decision\n\n````markdown\n~~~yaml nova-rules\n- nonsense\n~~~\n````\n")
    hidden = decision("# Use X\n\n## Decision\n\n<!--\n~~~yaml nova-rules\n- nonsense\n~~~\n-->\n")
    assert shown.constraints == hidden.constraints == ()


def test_a_comment_that_never_ends_does_not_hide_constraints():
    assert problem(with_block("- [").replace("# Title", "# Title <!-- oh")).holds_back == ("shop/**",)


def test_a_record_may_have_several_blocks():
    more = "\n~~~yaml nova-rules\n- id: b\n  require-path: [y]\n~~~\n"
    text = with_block("- id: a\n  forbid-import: {of: [x]}")
    assert [constraint.id for constraint in decision(text + more).constraints] == ["a", "b"]


def test_a_record_larger_than_a_megabyte_is_said_not_read():
    record = problem(with_block("- forbid-import: {of: [x]}") + "x" * 1024 * 1024)
    assert (record.what, record.holds_back) == ("larger than 1024 KB", ("shop/**",))


def test_the_folder_is_found_by_convention_or_by_its_pointer():
    record = b"# Use X\n\n## Decision\n"
    assert find_folder({"docs/adr/0001-x.md": record, "doc/adr/0001-x.md": record}) == "docs/adr"
    assert find_folder({"decisions/0001-x.md": record, "docs/adr/0001-x.md": record}) == "decisions"
    assert find_folder({".adr-dir": b"notes/adr\n", "notes/adr/1-x.md": record, "docs/adr/1.md": record}) == "notes/adr"
    assert find_folder({".adr-dir": b"../elsewhere\n", "docs/adr/1.md": record}) == "docs/adr"
    assert find_folder({"src/x.py": b""}) is None


def book_of(**records: str):
    return read_book({f"decisions/{name.replace('_', '-')}.md": text.encode() for name, text in records.items()})


def record_of(id: str, status: str, **keys: str) -> str:
    return "\n".join(["---", f"status: {status}", f"id: {id}", *(f"{key}: {value}" for key, value in keys.items()),
                      "---", "# Use X", "", "## Decision", ""])


def test_an_accepted_record_retires_the_one_it_supersedes():
    book = book_of(a=record_of("ADR-1", "accepted"), b=record_of("ADR-2", "accepted", supersedes="[ADR-1]"))
    assert [decision.id for decision in book.accepted] == ["ADR-2"]
    assert book.decisions[0].superseded_by == ("ADR-2",)


@pytest.mark.parametrize("status", ["proposed", "rejected", "deprecated"])
def test_a_record_that_is_not_accepted_retires_nothing(status):
    book = book_of(a=record_of("ADR-1", "accepted"), b=record_of("ADR-2", status, supersedes="[ADR-1]"))
    assert [decision.id for decision in book.accepted] == ["ADR-1"]


def test_a_chain_of_supersession_does_not_revive_the_first():
    book = book_of(a=record_of("ADR-1", "accepted"), b=record_of("ADR-2", "accepted", supersedes="[ADR-1]"),
                   c=record_of("ADR-3", "accepted", supersedes="[ADR-2]"))
    assert [decision.id for decision in book.accepted] == ["ADR-3"]


def test_records_that_supersede_each_other_both_bind():
    book = book_of(a=record_of("ADR-1", "accepted", supersedes="[ADR-2]"),
                   b=record_of("ADR-2", "accepted", supersedes="[ADR-1]"))
    assert len(book.accepted) == 2


def test_a_number_that_two_records_have_retires_neither():
    text = "---\nstatus: accepted\n---\n# Use X\n\n## Decision\n"
    book = read_book({"decisions/0001-x.md": text.encode(), "decisions/0001-y.md": text.encode(),
                      "decisions/0002-z.md": record_of("ADR-2", "accepted", supersedes="[ADR-0001]").encode()})
    assert len(book.accepted) == 3


def test_the_set_folder_that_is_not_there_is_named():
    assert read_book({"x.py": b""}, "notes/adr").problems[0].path == "notes/adr"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("-#~`:[]{}&*!|>%@\"'\\ \n\tabnovarules0:<>=.")))
def test_the_reader_never_raises(noise):
    read(noise)
    read("---\nstatus: accepted\napplies-to: [x]\n" + noise)
    read(with_block(noise))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_the_reader_never_raises_on_bytes(noise):
    read(noise)
    read(b"---\nstatus: accepted\n---\n# X\n~~~yaml nova-rules\n" + noise)


@pytest.mark.parametrize("noise", [
    "<!---->" * 100_000, "[" * 500_000, "# " + " " * 500_000 + "x", "*" * 500_000, "<a" * 300_000, "`" * 500_000,
    "status" + " " * 500_000, "- " * 400_000, "![" * 300_000, "<!--" * 200_000, "~~~\n" * 200_000, "_a" * 300_000,
], ids=lambda noise: noise[:8])
def test_a_megabyte_of_noise_costs_no_time(noise):
    start = process_time()
    assert read("# Use X\n\n## Decision\n\n" + noise) is not None
    assert process_time() - start < 5
