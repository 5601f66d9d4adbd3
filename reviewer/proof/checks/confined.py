"""Only the nodes that the operations meant to change are different."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from reviewer.domain.change import FileChange, Span
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Recipe
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.drafting import warm_workshop
from reviewer.errors import DraftingFailed, OperationDeclined
from reviewer.proof.parsing import parse
from reviewer.proof.probes import split_lines
from reviewer.proof.suite import plain
from reviewer.tree import Tree


class Confined:
    """Outside the declared spans every byte of the base is still there, in order, and still means the same."""

    name = "confined"
    order = 30

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        wrong = [change for change in draft.changes.files if strays(change)]
        if wrong and len(draft.plan.recipe.steps) > 1:
            # Spans of a later step count lines of what the step before it left, so such a recipe is held to its
            # spans step by step.
            wrong = list(_stray_steps(draft.plan.recipe, base))
        if wrong:
            detail = f"{plain(wrong[0].path)}: {strays(wrong[0])}"
            return CheckResult(name=self.name, outcome=Outcome.FAILED, detail=detail)
        return CheckResult(name=self.name, outcome=Outcome.PASSED,
                           detail="outside the intended nodes every byte is the base's")


def strays(change: FileChange) -> str:
    """What a change does outside its spans; empty when nothing. Created and deleted files have no outside."""
    if change.before is None or change.after is None:
        return ""
    old, new = split_lines(change.before), split_lines(change.after)
    if not _keeps(_kept(old, change.spans), new):
        return "a line outside the intended nodes changed"
    if change.path.endswith((".py", ".pyi")) and not _means_the_same(change):
        return "code outside the intended nodes means something else now"
    return ""


def _kept(lines: Sequence[bytes], spans: Sequence[Span]) -> list[list[bytes]]:
    """The runs of lines that no span covers, in order, the first and the last included even when empty. Blank lines
    beside a span go with it."""
    inside = [False] * (len(lines) + 2)
    cuts: set[int] = set()
    for first, last in spans:
        for line in range(max(first, 1), min(last, len(lines)) + 1):
            inside[line] = True
        cuts |= {first - 1, max(last, first - 1)}
        for step, line in ((-1, first - 1), (1, last + 1)):
            while 1 <= line <= len(lines) and not lines[line - 1].strip():
                inside[line] = True
                line += step
    runs: list[list[bytes]] = [[]]
    for number, line_bytes in enumerate(lines, 1):
        if inside[number] or number - 1 in cuts:
            runs.append([])
        if not inside[number]:
            runs[-1].append(line_bytes)
    return [*runs, []] if len(lines) in cuts or inside[len(lines)] else runs


def _keeps(runs: list[list[bytes]], new: Sequence[bytes]) -> bool:
    """Whether `new` is the runs with anything between them. The leftmost fit is enough: it leaves the most room."""
    if len(runs) == 1:
        return runs[0] == list(new)
    first, *middle, last = runs
    end = len(new) - len(last)
    if list(new[:len(first)]) != first or end < len(first) or not _ends_with(new, last):
        return False
    place = len(first)
    for run in filter(None, middle):
        place = _after(run, new, place, end)
        if place < 0:
            return False
    return True


def _after(run: list[bytes], new: Sequence[bytes], start: int, end: int) -> int:
    """The line after the first place in new[start:end] where the run stands; -1 when it does not."""
    return next((i + len(run) for i in range(start, end - len(run) + 1)
                 if new[i] == run[0] and list(new[i:i + len(run)]) == run), -1)


def _ends_with(new: Sequence[bytes], last: list[bytes]) -> bool:
    """The last line may have gained or lost its end."""
    tail = list(new[len(new) - len(last):])
    return tail == last or (tail[:-1] == last[:-1] and tail[-1].rstrip(b"\r\n") == last[-1].rstrip(b"\r\n"))


def _means_the_same(change: FileChange) -> bool:
    """Whether every statement outside the spans is in the head's syntax tree, in order."""
    try:
        old, new = parse(change.before or b""), parse(change.after or b"")
    except (SyntaxError, ValueError, RecursionError):
        return False
    present = (ast.dump(statement) for statement in _all_statements(new.body))
    return all(ast.dump(statement) in present for statement in _outside(old.body, change.spans))


def _outside(body: Sequence[ast.stmt], spans: Sequence[Span]) -> Iterator[ast.stmt]:
    """The outermost statements that no span reaches into."""
    for statement in body:
        top = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
        bottom = statement.end_lineno or statement.lineno
        if not any(first <= bottom and top <= last for first, last in spans):
            yield statement
        else:
            for part in _bodies(statement):
                yield from _outside(part, spans)


def _all_statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        for part in _bodies(statement):
            yield from _all_statements(part)


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        parts = getattr(statement, field, None) or []
        if parts and isinstance(parts[0], ast.stmt):
            yield parts
        else:
            yield from (part.body for part in parts)


def _stray_steps(recipe: Recipe, base: Tree) -> Iterator[FileChange]:
    """Changes of single steps that reach outside their spans; each step starts from what the one before it left."""
    changed: dict[str, bytes | None] = {}
    with warm_workshop() as workshop:
        for step in recipe.steps:
            try:
                made = workshop.carry_out(Recipe((step,)), base.root, base.paths, changed=changed)
            except (OperationDeclined, DraftingFailed):
                continue
            yield from (change for change in made.files if strays(change))
            changed |= {change.path: change.after for change in made.files}


CHECK = Confined()
