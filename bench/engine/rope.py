"""rope's own refactoring cases, carried out by our operations.

    python -m bench engine rope [OPERATION ...] DATA_FOLDER

A case is right when every file is equal by `ast.dump`, and exact when by bytes too. A refusal counts as right where
the case expects one; an operation's file may say which other results are equivalent. A wrong change is worse than a
refusal, so both are counted apart and wrong ones are listed.
How a case's parameters become steps of ours stands in one file for each operation.
"""

from __future__ import annotations

import ast
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from reviewer.domain.recipe import Recipe
from reviewer.drafting import apply_recipe
from reviewer.errors import OperationDeclined
from reviewer.recipes import problems_of
from reviewer.tree import Tree

OPERATIONS = {"rename": "rename", "move": "move", "inline": "inline", "change_signature": "change_signature",
              "extract": "extract", "other": "other"}
"""Operation -> module of this folder with `steps_of(case, tree)`, which raises `Untranslated`; data lie in
`rope_<operation>.json`."""

Figures = dict[str, Any]
Equivalent = Callable[[bytes, bytes], bool]
"""Whether two files mean the same though their syntax trees differ, for operations that say when."""


class Untranslated(Exception):
    """Nothing of ours says what the case asks for."""


def main(arguments: list[str]) -> int:
    if not arguments:
        print("python -m bench engine rope [OPERATION ...] DATA_FOLDER", file=sys.stderr)
        return 2
    *wanted, folder = arguments
    here = {name for name in OPERATIONS if (Path(__file__).parent / f"{OPERATIONS[name]}.py").exists()}
    print(json.dumps({name: scored(name, Path(folder)) for name in wanted or sorted(here)}, indent=2))
    return 0


def scored(operation: str, folder: Path) -> Figures:
    ours = import_module(f"bench.engine.{OPERATIONS[operation]}")
    cases = json.loads((folder / "refactor" / f"rope_{operation}.json").read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    told: dict[str, list[str]] = {}
    for case in cases:
        outcome, detail = outcome_of(case, ours.steps_of, getattr(ours, "equivalent", None))
        counts[outcome] += 1
        if outcome in ("wrong", "refused", "untranslated"):
            told.setdefault(outcome, []).append(f"{case['id'].partition('::')[2]}: {detail}")
    right = counts["right"] + counts["exact"] + counts["equivalent"] + counts["refused as expected"]
    return {"cases": len(cases), **counts, "right_share": round(right / len(cases), 3), **{f"{k}_ones": v for k, v in
                                                                                         told.items()}}


def outcome_of(case: Figures, translate: Any, equivalent: Equivalent | None = None) -> tuple[str, str]:
    """exact, right, equivalent, refused as expected, refused, untranslated or wrong; and why."""
    before = {path: text.encode() for path, text in case["before"].items()}
    with tempfile.TemporaryDirectory(prefix="nova-bench-") as name:
        for path, content in before.items():
            (Path(name) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(name) / path).write_bytes(content)
        tree = Tree(Path(name), before)
        try:
            steps = translate(case, tree)
            if problems := problems_of(steps):
                raise OperationDeclined("; ".join(problems))
            apply_recipe(Recipe.from_json(steps), tree)
        except Untranslated as why:
            return "untranslated", str(why)
        except OperationDeclined as declined:
            return ("refused as expected" if case["expect"] == "refuse" else "refused"), str(declined)
        except Exception as error:  # a crash of an operation changes nothing: the worker reports it
            return "refused", f"crashed: {type(error).__name__}: {error}"
        after = {path: tree.read(path) for path in tree.paths}
    return compared(case, before, after, equivalent)


def compared(case: Figures, before: Mapping[str, bytes], after: Mapping[str, bytes],
             equivalent: Equivalent | None = None) -> tuple[str, str]:
    wanted = before if case["expect"] == "no_change" else {p: t.encode() for p, t in case.get("after", {}).items()}
    if case["expect"] == "refuse":
        return "wrong", "changed, where a refusal is expected"
    if after == wanted:
        return "exact", ""
    if after == before:
        return "refused", "changed nothing"
    differing = [path for path in sorted({*wanted, *after}) if not _same(path, wanted.get(path), after.get(path))]
    if not differing:
        return "right", ""
    if equivalent is not None and all(path in wanted and path in after and equivalent(wanted[path], after[path])
                                      for path in differing):
        return "equivalent", ""
    path = differing[0]
    return "wrong", f"{path} became {after.get(path, b'(gone)').decode()!r}"


def _same(path: str, one: bytes | None, other: bytes | None) -> bool:
    if one is None or other is None or not path.endswith(".py"):
        return one == other
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError):
        return one == other
