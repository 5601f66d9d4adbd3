"""Carry out recipes: in a worker process that can be killed, since LibCST can crash or never end on hostile files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from threading import Lock

from pebble import ProcessExpired, ProcessPool

from nova.interrupts import blocked
from reviewer.domain.change import ChangeSet
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Plan, Recipe
from reviewer.errors import DraftingFailed, OperationDeclined
from reviewer.operations import declared_by, inserted_by, operations, removed_by
from reviewer.tree import Tree

SECONDS = 30.0
"""How long one recipe may take; a usual one takes well under a second."""


class Workshop:
    """One worker process, kept warm between recipes and replaced when a recipe kills it."""

    def __init__(self) -> None:
        # The first worker would start this tracker, and that lifts the block on Ctrl-C.
        resource_tracker.ensure_running()
        # Spawned, not forked: a fork would copy locks that threads of the parent hold, such as the progress display.
        self._pool = ProcessPool(max_workers=1, context=get_context("spawn"))

    def close(self) -> None:
        self._pool.stop()
        self._pool.join()

    def carry_out(self, recipe: Recipe, root: Path, paths: Iterable[str], *, timeout: float = SECONDS,
                  changed: Mapping[str, bytes | None] | None = None) -> ChangeSet:
        """What the recipe does to the tree at `root`, of which only `paths` exist, with `changed` laid over it.

        `changed` maps a path to its bytes, or to None when it is gone; the result is against the tree with it.
        Raises OperationDeclined when an operation says no, DraftingFailed when it crashes, hangs or writes nonsense.
        """
        unknown = sorted({step.kind for step in recipe.steps} - operations().keys())
        if unknown:
            raise DraftingFailed(f"no operation named {unknown[0]!r}")
        try:
            with blocked():  # the parent stops a worker itself
                future = self._pool.schedule(_carry_out, (recipe, root, tuple(paths), dict(changed or {})),
                                             timeout=timeout)
            outcome = future.result()
        except FutureTimeout as error:
            raise DraftingFailed(f"took longer than {timeout:.0f} s") from error
        except ProcessExpired as error:
            raise DraftingFailed("the worker process died on it") from error
        except OperationDeclined:
            raise
        except Exception as error:  # whatever a codemod raises is an outcome of this recipe, not of the run
            raise DraftingFailed(f"{type(error).__name__}: {error}"[:300]) from error
        if isinstance(outcome, str):
            raise OperationDeclined(outcome)
        return outcome


_warm: list[Workshop] = []
"""The workshop of this process while anybody holds it, once for each who does."""
_holding = Lock()


@contextmanager
def warm_workshop() -> Iterator[Workshop]:
    """The workshop that this process shares: opened for the first who asks, closed when the last has left."""
    with _holding:
        _warm.append(_warm[0] if _warm else Workshop())
        workshop = _warm[0]
    try:
        yield workshop
    finally:
        with _holding:
            _warm.pop()
            over = not _warm
        if over:
            workshop.close()


def carry_out(recipe: Recipe, root: Path, paths: Iterable[str], *, timeout: float = SECONDS,
              changed: Mapping[str, bytes | None] | None = None) -> ChangeSet:
    """`Workshop.carry_out` in the warm workshop."""
    with warm_workshop() as workshop:
        return workshop.carry_out(recipe, root, paths, timeout=timeout, changed=changed)


def apply_recipe(recipe: Recipe, tree: Tree) -> ChangeSet:
    """The same in this process, for trusted code such as cases. Raises OperationDeclined."""
    for step in recipe.steps:
        for change in operations()[step.kind].apply(tree, step.parameters):
            tree.apply(change)
    return tree.changes()


def draft_of(findings: Sequence[Finding], plan: Plan, changes: ChangeSet) -> Draft:
    """The plan's changes with what its operations say of themselves; grounds come later."""
    used = [operations()[step.kind] for step in plan.recipe.steps]
    changing = [operation for operation in used if operation.effect is Effect.CHANGES]
    return Draft(
        findings=tuple(findings),
        plan=plan,
        changes=changes,
        effect=Effect.CHANGES if changing else Effect.PRESERVES,
        changes_what="; ".join(dict.fromkeys(op.changes_what for op in changing if op.changes_what)) or None,
        safe=" ".join(dict.fromkeys(op.safe for op in used if op.safe)) if all(op.safe for op in used) else None,
        removed_tests=tuple(test for step in plan.recipe.steps for test in removed_by(step.parameters)),
        declares=tuple(name for step in plan.recipe.steps for name in declared_by(step.kind, step.parameters)),
        inserts=tuple(text for step in plan.recipe.steps for text in inserted_by(step.kind, step.parameters)),
    )


def _carry_out(recipe: Recipe, root: Path, paths: tuple[str, ...],
               changed: dict[str, bytes | None]) -> ChangeSet | str:
    """Runs in the worker. A decline comes back as its message, because exceptions do not travel well."""
    try:
        return apply_recipe(recipe, Tree(root, paths, laid_over=changed))
    except OperationDeclined as declined:
        return str(declined)
