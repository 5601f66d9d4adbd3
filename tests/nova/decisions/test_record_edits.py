"""Changes to records in any style: only what changes is written, every other byte stays."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nova.decisions.edits import with_keys, with_note, with_reference, with_status, with_symbol
from nova.decisions.madr import Content, compose
from nova.decisions.reader import read_record
from nova.domain.decision import Decision, Status
from nova.errors import BadInput, RecordError

TODAY = date(2026, 11, 22)
NYGARD = b"# 3. Use X\r\n\r\nDate: 2020-01-01\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Context\r\n\r\nIt \xff is.\r\n"
MADR3 = b"---\nstatus: accepted\ndate: 2020-01-01\n# mine\nnav_order:  3\n---\n# Use X\n\n## Decision Outcome\n\nX.\n"
MADR2 = "\ufeff# Use X\n\n* Status: accepted\n* Date: 2020-01-01\n\n## Decision Outcome\n\nX, no newline".encode()
BARE = b"# Use X\n\n## Decision\n\nWe use X.\n"
UNDERLINED = b"# Use X\n\nStatus\n------\n\n**Accepted**, I think\n\n## Context\n\nSo.\n"
BLOCKLIST = b"---\nstatus:\n  accepted\nsupersedes:\n  - ADR-1\n\n# note\nid: 'ADR-3'\n---\n# Use X\n"
STYLES = {"nygard": NYGARD, "madr3": MADR3, "madr2": MADR2, "bare": BARE, "underlined": UNDERLINED, "list": BLOCKLIST}


def read(content: bytes) -> Decision:
    record = read_record("decisions/0003-use-x.md", content)
    assert isinstance(record, Decision), record
    return record


def in_order(small: bytes, large: bytes) -> bool:
    """Whether every byte of the one is in the other, in the same order."""
    rest = iter(large)
    return all(byte in rest for byte in small)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("wanted", [Status.SUPERSEDED, Status.DEPRECATED, Status.REJECTED])
def test_a_status_is_set_in_every_style_and_read_back(style, wanted):
    given = STYLES[style]
    words = "superseded by ADR-0009" if wanted is Status.SUPERSEDED else str(wanted)
    after = with_status("decisions/0003-use-x.md", given, words, wanted)
    assert read(after).status is wanted
    assert read(after).title == read(given).title
    if wanted is Status.SUPERSEDED:
        assert read(after).superseded_by == ("ADR-0009",)
    if style in ("madr3", "list"):
        assert after.endswith(given.partition(b"# Use X")[2])
    else:
        assert in_order(given, after)


def test_only_the_line_of_the_status_changes():
    assert with_status("x.md", NYGARD, "deprecated", Status.DEPRECATED) == NYGARD.replace(
        b"Accepted", b"Deprecated (was: Accepted)")
    assert with_status("x.md", MADR3, "deprecated", Status.DEPRECATED) == MADR3.replace(
        b"status: accepted", b'status: "deprecated"')
    assert with_status("0001-x.md", BARE, "deprecated", Status.DEPRECATED) == b'---\nstatus: "deprecated"\n---\n' + BARE


def test_in_a_body_the_successor_is_a_link():
    after = with_status("x.md", NYGARD, "superseded by ADR-9", Status.SUPERSEDED,
                        linked="Superseded by [ADR-9](0009-use-y.md)")
    assert b"Superseded by [ADR-9](0009-use-y.md) (was: Accepted)\r\n" in after


@pytest.mark.parametrize("style", STYLES)
def test_a_key_is_added_or_replaced_and_the_rest_stays(style):
    given = STYLES[style]
    after = with_keys("x.md", given, {"supersedes": ("ADR-1", "0002-use-w")})
    assert read(after).supersedes == ("ADR-1", "0002-use-w")
    assert read(after).status is read(given).status
    body = given.split(b"---\n", 2)[2] if given.startswith(b"---") else given.removeprefix(b"\xef\xbb\xbf")
    assert after.endswith(body)
    assert after.startswith(b"\xef\xbb\xbf") == given.startswith(b"\xef\xbb\xbf")
    assert (b"\r\n" in after) == (b"\r\n" in given) == (b"\n" not in after.replace(b"\r\n", b""))


def test_keys_of_other_tools_and_comments_stay_as_they_are():
    after = with_keys("x.md", MADR3, {"status": "rejected", "id": "ADR-3", "applies-to": ("a/**",)})
    assert after == MADR3.replace(b"status: accepted\ndate: 2020-01-01\n",
                                  b'status: "rejected"\ndate: 2020-01-01\nid: "ADR-3"\napplies-to: ["a/**"]\n')
    assert with_keys("x.md", after, {"applies-to": (), "id": ""}) == MADR3.replace(
        b"status: accepted", b'status: "rejected"')


def test_front_matter_that_cannot_be_read_is_left_alone():
    for bad in (b"---\nstatus: [\n---\n# X\n", b"---\n{status: accepted}\n---\n# X\n", "# X".encode("utf-16")):
        with pytest.raises(RecordError):
            with_keys("x.md", bad, {"status": "rejected"})


def test_a_note_comes_after_the_last_byte_and_a_second_one_under_the_same_heading():
    once = with_note("x.md", NYGARD, "Deprecated: # no longer")
    assert once == NYGARD + b"\r\n## More Information\r\n\r\nDeprecated: # no longer\r\n"
    assert with_note("x.md", once, "# Really") == once + b"\r\n\\# Really\r\n"


def test_references_and_links_follow():
    given = b'---\nstatus: accepted\namends: [use-y, ADR-1]\n---\n# X\n\nSee [y](use-y.md) and use-y.\n'
    assert with_reference("x.md", given, "use-y", "ADR-0005", "0005-use-y.md") == (
        b'---\nstatus: accepted\namends: ["ADR-0005", "ADR-1"]\n---\n# X\n\nSee [y](0005-use-y.md) and use-y.\n')
    assert with_reference("x.md", NYGARD, "use-y", "ADR-0005", "0005-use-y.md") == NYGARD


RULES = b'''---
status: accepted
symbols: ["shop.a:now", "shop.a:later"]
---
# X

shop.a:now in prose

~~~yaml nova-rules
- id: keep
  keep: {symbols: ["shop.a:now", "shop.a:nowhere", "shop.a:now.x"]}
- prefer: {call: time.time, use: shop.a.now}
~~~
'''


def test_a_symbol_is_renamed_in_keys_and_constraints_only():
    after = with_symbol("x.md", RULES, "shop.a:now", "shop.b:at")
    assert after == (RULES.replace(b'["shop.a:now", "shop.a:later"]', b'["shop.b:at", "shop.a:later"]')
                     .replace(b'["shop.a:now", "shop.a:nowhere"', b'["shop.b:at", "shop.a:nowhere"')
                     .replace(b"use: shop.a.now}", b"use: shop.b.at}"))
    assert with_symbol("x.md", RULES, "shop.a:later", None) == RULES.replace(b', "shop.a:later"]', b"]")
    with pytest.raises(RecordError, match="does not name"):
        with_symbol("x.md", RULES, "shop.a:other", None)


TITLES = st.one_of(st.text(max_size=300), st.sampled_from([
    "- a leading dash", "Use C#", "a: b", '"quoted"', "'single'", "[draft] x", "{x}", "<b>bold</b>", "<!-- x", "x -->",
    "---", "# # x", "Für Ünïcode \u2028 x", "a\nb", "`code` and *stress*", "word " * 60, "\\", "~~~", "&amp;", "%"]))


@pytest.mark.parametrize("title", ["Status", "ESTADO", "Context: the shop"])
def test_a_title_that_would_be_read_as_a_part_is_refused(title):
    with pytest.raises(BadInput, match="is what a part of a record is called"):
        compose(Content(title=title), by="Ana", on=TODAY)


@settings(max_examples=120, deadline=None)
@given(TITLES, st.text(max_size=200), st.text(max_size=200))
def test_whatever_the_words_the_record_reads_back(title, context, outcome):
    try:
        text = compose(Content(title=title, context=context, outcome=outcome, options=(context,), symbols=("a.b:c",),
                               origin=title), by=title, on=TODAY)
    except BadInput:
        return
    record = read_record("0001-x.md", text.encode("utf-8", "replace"))
    assert isinstance(record, Decision), record
    assert (record.status, record.symbols, record.constraints, record.date) == (
        Status.PROPOSED, ("a.b:c",), (), TODAY)
    again = compose(Content(title=record.title, symbols=("a.b:c",)), by="", on=TODAY)
    reread = read_record("0001-x.md", again.encode())
    assert isinstance(reread, Decision) and reread.title == record.title
    if all(char.isalpha() or char in " :'\"-#" for char in title) and title.strip(" #"):
        assert record.title == " ".join(title.split())
