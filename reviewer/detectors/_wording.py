"""How rules word what people read."""

from __future__ import annotations

TITLE_AT_MOST = 72


def title(*candidates: str) -> str:
    """The first candidate that fits a title; the last one is cut when none does."""
    fitting = (one for one in candidates if len(one) <= TITLE_AT_MOST)
    return next(fitting, candidates[-1][:TITLE_AT_MOST - 3].rstrip() + "...")


def places(count: int, noun: str = "place") -> str:
    """`1 place`, `2 places`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def base_name(path: str) -> str:
    return path.rpartition("/")[2]
