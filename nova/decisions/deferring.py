"""Putting the review of a record off to a later day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from nova.decisions.reader import read_book, read_record
from nova.decisions.supersession import find_record
from nova.decisions.workingtree import working_tree
from nova.domain.decision import RecordProblem
from nova.errors import BadInput, RecordError, UnknownName


def defer(top: Path, folder: str | None, name: str, *, until: date, today: date) -> str:
    """Write `review-by` into a record of the working tree, and give its path; its other lines stay as they are.

    Raises BadInput for a day that is not ahead, UnknownName, and RecordError when it could not be read any more.
    """
    if until <= today:
        raise BadInput(f"{until} is not ahead of today, {today}. Name a later day.")
    tree = working_tree(top)
    book = read_book(tree, folder)
    record = find_record(name, book.decisions)
    if record is None:
        raise UnknownName("decision", name, [decision.id for decision in book.decisions])
    before = tree[record.path]
    after = _with_review(before.decode("utf-8-sig", "surrogateescape"), until).encode("utf-8", "surrogateescape")
    again = read_record(record.path, after)
    if isinstance(again, RecordProblem):
        raise RecordError(record.path, again.line, again.what)
    (top / record.path).write_bytes(after)
    return record.path


def _with_review(text: str, until: date) -> str:
    """The record with one line set anew or put in: whatever a person wrote around it stays."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(newline)
    told = f"review-by: {until}"
    if lines[0].rstrip() != "---":
        return newline.join(["---", told, "---", "", *lines])
    end = next((at for at in range(1, len(lines)) if lines[at].rstrip() in ("---", "...")), len(lines))
    old = next((at for at in range(1, end) if lines[at].startswith("review-by:")), None)
    lines[end if old is None else old:end if old is None else old + 1] = [told]
    return newline.join(lines)
