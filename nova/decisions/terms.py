"""What a word of a `nova-rules` block may be, and how a message quotes one."""

from __future__ import annotations

import re
from difflib import get_close_matches

LONGEST = 300


def is_plain_dotted(text: str) -> bool:
    return len(text) <= LONGEST and all(part.isidentifier() for part in text.split("."))


def is_dotted(text: str) -> bool:
    """A dotted name; whole parts may be `*` or `**`."""
    return len(text) <= LONGEST and all(part.isidentifier() or part in ("*", "**") for part in text.split("."))


def is_name(text: str) -> bool:
    """An identifier, with `*` and `?` where it likes: `utcnow`, `*Manager`."""
    return len(text) <= LONGEST and re.fullmatch(r"[^\W\d*?][\w*?]*|[*?][\w*?]*\w[\w*?]*", text) is not None


def is_rule(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_*:/-]{0,80}", text) is not None


def did_you_mean(word: str, known: frozenset[str] | list[str]) -> str:
    near = get_close_matches(word, sorted(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def not_but(found: tuple[str, ...] | None) -> str:
    return f', not "{short(found[0])}"' if found else ""


def listed(keys: frozenset[str]) -> str:
    return ", ".join(sorted(keys))


def short(text: str) -> str:
    """A word of the record, fit for a message."""
    shown = "".join(char if char.isprintable() else "?" for char in text[:60])
    return shown + ("..." if len(text) > 60 else "")
