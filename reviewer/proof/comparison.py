"""Two runs of one suite, side by side. Pure."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nova.code.modules import is_test
from reviewer.domain.proposal import Draft
from reviewer.proof.edited_tests import is_declared
from reviewer.proof.parsing import parse
from reviewer.proof.suite import RED

RANK = {"passed": 0, "xpassed": 0, "xfailed": 1, "skipped": 2, "failed": 3, "error": 3, "broken": 3}
"""How bad an outcome is. A test that is skipped now shows less than one that passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between base and head, those that were red on base left out."""

    gone: tuple[str, ...]
    """Tests taken away, as declared."""
    missing: tuple[str, ...]
    """Tests that head lacks and nobody declared."""
    added: tuple[str, ...]
    """Tests, or files that cannot be collected, that only head has."""
    worse: tuple[str, ...]

    @property
    def differing(self) -> tuple[str, ...]:
        return (*self.missing, *self.added, *self.worse)

    def without(self, tests: Collection[str]) -> Comparison:
        """The same with some tests set aside."""
        def rest(group: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(test for test in group if test not in tests)

        return Comparison(gone=self.gone, missing=rest(self.missing), added=rest(self.added), worse=rest(self.worse))

    def told(self) -> str:
        """Counts with the first name of each kind, for a person; empty when nothing differs."""
        kinds = [(self.worse, "worse"), (self.missing, "missing"), (self.added, "that base does not have")]
        return "; ".join(f"{len(group)} {word}: {group[0]}" + (", ..." if len(group) > 1 else "")
                         for group, word in kinds if group)


def compared(base: Mapping[str, str], head: Mapping[str, str], removed: Collection[str],
             undefined: Collection[str] = ()) -> Comparison:
    """`removed`: ids of tests that the draft takes away. `undefined`: `path::module.name` of definitions that it takes
    away; doctests inside them go with them."""
    red = {test for test, outcome in base.items() if outcome in RED}
    broken_files = {test for test in red if base[test] == "broken"}
    absent = [test for test in base if test not in head and test not in red]
    gone = {test for test in absent if is_declared(test, removed) or _lay_in(test, undefined)}
    return Comparison(
        gone=tuple(sorted(gone)),
        missing=tuple(sorted(set(absent) - gone)),
        added=tuple(sorted(test for test in head if test not in base and test.partition("::")[0] not in broken_files)),
        worse=tuple(sorted(test for test, outcome in head.items()
                           if test in base and test not in red and RANK[outcome] > RANK[base[test]])))


def varying(differing: Collection[str], base: Mapping[str, str], base_again: Mapping[str, str],
            head_again: Mapping[str, str]) -> frozenset[str]:
    """Of the tests that differed, those that are not to be blamed on the change: run again, they differ on base
    itself, or no longer differ on head."""
    def is_well(test: str) -> bool:
        if test not in base:
            return test not in head_again
        return test in head_again and RANK[head_again[test]] <= RANK[base[test]]

    return frozenset(test for test in differing if base.get(test) != base_again.get(test) or is_well(test))


def _lay_in(test: str, undefined: Collection[str]) -> bool:
    return any(test == name or test.startswith(f"{name}.") for name in undefined)


def undefined(draft: Draft) -> frozenset[str]:
    """`path::module.name` of definitions that the draft takes away, under every name doctest may give the module."""
    found: set[str] = set()
    for change in draft.changes.files:
        if not change.path.endswith(".py") or change.after is None or is_test(change.path):
            continue
        gone = _defined(change.before or b"") - _defined(change.after or b"")
        parts = change.path.removesuffix(".py").removesuffix("/__init__").split("/")
        found |= {f"{change.path}::{'.'.join(parts[start:])}.{name}" for name in gone for start in range(len(parts))}
    return frozenset(found)


def _defined(content: bytes) -> set[str]:
    try:
        tree = parse(content)
    except (SyntaxError, ValueError, RecursionError):
        return set()
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
