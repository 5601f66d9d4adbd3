"""The oldest Python that a version specifier lets in."""

from __future__ import annotations

import re

Version = tuple[int, int]

_CLAUSE = re.compile(r"(===|==|~=|!=|>=|<=|>|<|\^|~|=)?\s*v?(\d+)(?:\.(\d+|\*))?([\w.*+-]*)$")
_NEWEST = 40


def floor_of(specifier: str) -> Version | None:
    """`>=3.9,<4` gives (3, 9). None when nothing bounds it from below, or it cannot be read.

    Knows what packages write: commas, `~=`, `==3.*`, `^3.9` of Poetry and its `||`.
    """
    floors = [_floor(part) for part in specifier.split("||")]
    known = [floor for floor in floors if floor is not None]
    return min(known) if known and len(known) == len(floors) else None


def _floor(specifier: str) -> Version | None:
    floor: Version | None = None
    excluded: set[Version] = set()
    for clause in filter(None, re.split(r",|(?<=[\d*])\s+(?=[<>=!~^])", specifier)):
        found = _CLAUSE.match(clause.strip())
        if found is None:
            return None
        operator, version = found[1] or "==", (int(found[2]), int(found[3]) if (found[3] or "*") != "*" else 0)
        if operator == "!=":
            if found[4] == ".*":
                excluded.add(version)
        elif operator not in {"<", "<="}:
            floor = max(floor or version, version)
    while floor in excluded and floor[1] < _NEWEST:
        floor = (floor[0], floor[1] + 1)
    return floor
