"""Every Python file that the draft leaves behind is Python."""

from __future__ import annotations

import warnings

from reviewer.domain.change import FileChange
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.parsing import parse
from reviewer.proof.suite import plain
from reviewer.tree import Tree


class Parses:
    """Compiles the bytes as an import would, with the file's own encoding; nothing is run."""

    name = "parses"
    order = 10

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        problems = [problem for change in draft.changes.files if (problem := _problem(change))]
        if problems:
            return CheckResult(name=self.name, outcome=Outcome.FAILED, detail=problems[0])
        count = sum(_is_python(change) for change in draft.changes.files)
        detail = "1 Python file compiles" if count == 1 else f"{count} Python files compile"
        return CheckResult(name=self.name, outcome=Outcome.PASSED, detail=detail)


def _is_python(change: FileChange) -> bool:
    return change.after is not None and change.path.endswith((".py", ".pyi"))


def _problem(change: FileChange) -> str:
    if change.after is None or not _is_python(change):
        return ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(parse(change.after), change.path, "exec", dont_inherit=True)
        except SyntaxError as error:
            return f"{plain(change.path)}:{error.lineno or 1} does not parse"
        except (ValueError, RecursionError, MemoryError):
            return f"{plain(change.path)} cannot be compiled"
    return ""


CHECK = Parses()
