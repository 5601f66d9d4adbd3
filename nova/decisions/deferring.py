"""Putting the review of a record off to a later day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from nova.decisions.edits import checked, with_keys
from nova.decisions.reader import read_book
from nova.decisions.supersession import find_record
from nova.decisions.workingtree import working_tree
from nova.errors import BadInput, UnknownName


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
    after = with_keys(record.path, tree[record.path], {"review-by": until.isoformat()})
    checked(record.path, after)
    (top / record.path).write_bytes(after)
    return record.path
