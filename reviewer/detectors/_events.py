"""What the recent history says about names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from nova.code.history import Changed, Commit, History
from nova.domain.snapshot import BlobId

_SAID = re.compile(r'"""(?:.|\n)*?"""|\'\'\'(?:.|\n)*?\'\'\'|#[^\n]*')
"""Docstrings and comments: words, not uses."""
_AT_MOST = 40
"""Names that are looked for; more of them would make one long answer of many short ones."""


def last_uses_removed(history: History, names: Mapping[str, str]) -> dict[str, Commit]:
    """Name -> the newest recent commit after which fewer places spell it, though its own module still has it.

    `names` maps each to the path that defines it.
    """
    wanted = dict(sorted(names.items())[:_AT_MOST])
    events: dict[str, Commit] = {}
    touched = set(history.touching(wanted))
    for commit in history.commits():
        if commit.sha in touched and len(events) < len(wanted):
            change = _change(history, history.changed(commit.sha), wanted)
            for name in wanted.keys() - events.keys():
                if change[name] < 0:
                    events[name] = commit
    return events


def _change(history: History, files: list[Changed], wanted: Mapping[str, str]) -> Counter[str]:
    """How many more uses of each name there are after a commit that changed these files."""
    change: Counter[str] = Counter()
    for one in files:
        if one.path.endswith(".py"):
            change.update(_count(history, one.after, wanted))
            change.subtract(_count(history, one.before, wanted))
    return change


def _count(history: History, blob: BlobId | None, wanted: Mapping[str, str]) -> Counter[str]:
    if blob is None:
        return Counter()
    text = _SAID.sub("", history.blob(blob).decode("utf-8", "replace"))
    return Counter(re.findall(r"(?<!\w)(?:" + "|".join(map(re.escape, wanted)) + r")(?!\w)", text))
