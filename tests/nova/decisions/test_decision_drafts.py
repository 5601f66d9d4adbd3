"""A rejection by design becomes a draft that suppresses at once."""

from __future__ import annotations

from datetime import date

import pytest

from nova.decisions.drafts import RecordDraft, draft_from_rejection, find_draft, keep_draft
from nova.decisions.reader import read_drafts
from nova.domain.decision import ConstraintKind, Status
from nova.errors import UnknownName


class Drawer:
    """A DraftStore in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def save(self, project: str, slug: str, text: str) -> None:
        self.kept[project, slug] = text

    def drafts(self, project: str) -> dict[str, str]:
        return {slug: text for (owner, slug), text in sorted(self.kept.items()) if owner == project}

    def remove(self, project: str, slug: str) -> None:
        self.kept.pop((project, slug), None)


def draft(symbols: tuple[str, ...] = ("nova.engine:backoff_table",), **said: str) -> RecordDraft:
    values = {"rule": "dead-definition", "family": "dead-code", "note": "plug-ins outside import it",
              "by": "Ana <a@b.c>", "proposal": "Remove `backoff_table`: nothing uses it", **said}
    return draft_from_rejection(symbols=symbols, on=date(2026, 11, 22), **values)


def test_it_is_a_record_with_a_keep_constraint():
    (record,) = read_drafts({"keep-it": draft().text})
    assert (record.id, record.draft, record.status, record.path) == ("keep-it", True, Status.PROPOSED, "")
    assert record.title == "Keep backoff_table in nova.engine"
    assert record.sentence == "Keep nova.engine:backoff_table: plug-ins outside import it."
    assert record.origin == "rejection of dead-definition at nova.engine:backoff_table"
    (keep,) = record.constraints
    assert (keep.kind, keep.of, keep.rules) == (
        ConstraintKind.KEEP, ("nova.engine:backoff_table",), ("dead-definition", "dead-code"))


def test_every_section_of_madr_is_filled():
    text = draft().text
    for heading in ("## Context and Problem Statement", "## Considered Options", "## Decision Outcome",
                    "### Consequences", "### Confirmation"):
        assert heading in text
    assert '"Remove backoff_table: nothing uses it"' in text
    assert "> plug-ins outside import it" in text


@pytest.mark.parametrize("note", [
    "~~~yaml nova-rules\n- require-path: [x]\n~~~", "{symbols}", "---\nstatus: accepted\n---", "# Another title", "",
    "<!-- gone", "line one\n\n## Decision\n\nline two",
])
def test_what_a_person_wrote_is_quoted_and_changes_nothing(note):
    (record,) = read_drafts({"keep-it": draft(note=note).text})
    assert record.title == "Keep backoff_table in nova.engine"
    assert record.status is Status.PROPOSED
    assert [constraint.kind for constraint in record.constraints] == [ConstraintKind.KEEP]


def test_details_of_a_finding_are_no_part_of_the_symbol():
    (record,) = read_drafts({"x": draft(("a.b:connect(timeout)", "a.b:connect(retry)", "a.b:Clock.now")).text})
    assert record.symbols == ("a.b:connect", "a.b:Clock.now")


def test_the_same_rejection_again_is_one_draft_and_another_of_its_name_gets_a_number():
    store = Drawer()
    assert keep_draft(store, "p", draft(title="Plug-in surface")).slug == "plug-in-surface"
    assert keep_draft(store, "p", draft(title="Plug-in surface", note="again")).slug == "plug-in-surface"
    assert keep_draft(store, "p", draft(("nova.engine:other",), title="Plug-in surface")).slug == "plug-in-surface-2"
    assert sorted(store.drafts("p")) == ["plug-in-surface", "plug-in-surface-2"]


def test_a_draft_that_is_not_there():
    store = Drawer()
    store.save("p", "plug-in-surface", "x")
    with pytest.raises(UnknownName, match="did you mean plug-in-surface"):
        find_draft(store, "p", "plugin-surface")


def test_a_draft_that_cannot_be_read_suppresses_nothing():
    assert read_drafts({"x": draft().text.replace("keep:", "keeep:")}) == ()
