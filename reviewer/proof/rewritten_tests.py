"""Test files that the recipe itself has rewritten: when they count.

The proposal's test files are never used. The verifier carries out the recipe on the base, step by step, and what the
draft holds must be that, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass

from nova.code.modules import is_test
from reviewer.domain.change import FileChange
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Recipe
from reviewer.drafting import warm_workshop
from reviewer.errors import DraftingFailed, OperationDeclined
from reviewer.operations import removed_by, renamed_by
from reviewer.proof.edited_tests import beyond_removal
from reviewer.proof.name_map import NameMap, name_map
from reviewer.proof.parsing import parse
from reviewer.proof.undoing import why_bound_before, why_not_undone
from reviewer.tree import Tree


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The test files that a recipe rewrites, and under which names."""

    files: tuple[FileChange, ...]
    names: NameMap


def edited(draft: Draft) -> tuple[FileChange, ...]:
    """Files of the suite that the draft changes beyond taking declared tests away. conftest code counts as test."""
    return tuple(change for change in draft.changes.files if _edits(change, draft.removed_tests))


def _edits(change: FileChange, removed: tuple[str, ...]) -> bool:
    if not is_test(change.path) or change.before is None:
        return False
    is_conftest = change.path.rpartition("/")[2] == "conftest.py"
    return is_conftest or bool(beyond_removal(change.path, change.before, change.after, removed))


def rewriting(draft: Draft, base: Tree) -> Rewriting | str:
    """What the recipe says of the test files that the draft edits, or why they do not count."""
    changed = {change.path: change.after for change in draft.changes.files}
    head = Tree(base.root, base.paths, laid_over=changed)
    renames = [renamed_by(step.kind, step.parameters) for step in draft.plan.recipe.steps]
    names = name_map([one for one in renames if one is not None], base, head)
    return names if isinstance(names, str) else Rewriting(edited(draft), names)


def why_not_counting(draft: Draft, base: Tree) -> str:
    """Why the test files that the draft edits prove nothing; empty when the recipe rewrites them and nothing else."""
    files = edited(draft)
    if why := _why_not_the_recipes(draft, base):
        return why
    found = rewriting(draft, base)
    if isinstance(found, str):
        return found
    if not found.names.pairs:
        return f"{files[0].path} is edited, and the recipe renames nothing"
    changed = {change.path: change.before for change in draft.changes.files if change.path.endswith(".py")}
    try:
        trees = {path: parse(content) for path, content in changed.items() if content is not None}
    except (SyntaxError, ValueError, RecursionError):
        return "a changed file does not parse"
    if why := why_bound_before(found.names, trees):
        return why
    wrong = ((change, why_not_undone(found.names, change.path, change.before or b"", change.after or b"", base))
             for change in files)
    return next((f"{change.path}: {why}" for change, why in wrong if why), "")


def _why_not_the_recipes(draft: Draft, base: Tree) -> str:
    """Carry out the recipe on the base. Each step that edits tests must preserve references, and all that comes out
    must be what the draft holds."""
    changed: dict[str, bytes | None] = {}
    try:
        with warm_workshop() as workshop:
            for step in draft.plan.recipe.steps:
                done = workshop.carry_out(Recipe((step,)), base.root, base.paths, changed=changed)
                touched = [one.path for one in done.files if _edits(one, removed_by(step.parameters))]
                if touched and renamed_by(step.kind, step.parameters) is None:
                    return f"{touched[0]} is edited by {step.kind}, which does not say that it preserves references"
                changed |= {one.path: one.after for one in done.files}
    except (OperationDeclined, DraftingFailed) as error:
        return f"the recipe cannot be carried out on the base: {error}"
    wanted = {change.path: change.after for change in draft.changes.files}
    made = {path: after for path, after in changed.items() if after != (base.read(path) if base.exists(path) else None)}
    wrong = sorted(path for path in wanted.keys() | made.keys() if wanted.get(path, b"") != made.get(path, b""))
    tests = [path for path in wrong if is_test(path)]
    return f"{(tests or wrong)[0]} is not what the recipe makes of the base" if wrong else ""
