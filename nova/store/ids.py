"""Ids in hex digits, of which a person types the first few."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false

from nova.errors import BadInput, UnknownName


def begins_with(column: Any, digits: str) -> ColumnElement[bool]:
    """True for ids that begin so. As a range, so that an index serves it."""
    if not re.fullmatch("[0-9a-f]+", digits):
        return false()
    return and_(column >= digits, column < digits + "g")


def only_one(kind: str, typed: str, found: Sequence[str], shown: int) -> str:
    """The id that was meant. Raises UnknownName for none, BadInput for several."""
    if not found:
        raise UnknownName(kind, typed)
    if len(found) > 1:
        raise BadInput(f"{kind} {typed} may be {' or '.join(id[:shown] for id in found)}: give more digits")
    return found[0]
