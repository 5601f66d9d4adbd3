"""Layers: upper ones may import lower ones, never the reverse."""

from __future__ import annotations

from collections.abc import Iterator

from nova.decisions.imports import all_imports
from nova.decisions.scopes import covers, module_matches
from nova.domain.code import ModuleFacts
from nova.domain.decision import Constraint


def layer_of(constraint: Constraint, module: str) -> int | None:
    """The layer that a module belongs to, 0 the uppermost; None: none. Of nested ones the inner counts."""
    inside = [at for at, layer in enumerate(constraint.of) if module_matches(layer, module)]
    return max(inside, key=lambda at: len(constraint.of[at]), default=None)


def climbing(constraint: Constraint, path: str, module: str, facts: ModuleFacts) -> Iterator[tuple[int, str, str]]:
    """(line, scope, what) of each import of a higher layer, each layer once on a line."""
    own = layer_of(constraint, module)
    if not own or not covers(constraint.inside, path, module):
        return
    seen: set[tuple[int, int]] = set()
    for name, line, scope in all_imports(path, module, facts):
        other = layer_of(constraint, name)
        if other is not None and other < own and (line, other) not in seen:
            seen.add((line, other))
            yield line, scope, f"imports {constraint.of[other]}, a layer above {constraint.of[own]}"
