"""The base's own tests on the head, with a throw-away alias for each old name that the recipe renamed."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from nova.code.modules import is_test
from nova.domain.snapshot import TreeOid
from reviewer.domain.change import FileChange
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.names import Names
from reviewer.proof.comparison import compared, undefined
from reviewer.proof.name_map import Named
from reviewer.proof.parsing import parse
from reviewer.proof.rewritten_tests import Rewriting
from reviewer.proof.runs import Runs
from reviewer.proof.suite import Request, SuiteRun, plain
from reviewer.proof.undoing import BY_NAME
from reviewer.proof.verdict import REWRITTEN
from reviewer.tree import Tree


def by_alias(found: Rewriting, draft: Draft, head: TreeOid, base: SuiteRun, aside: Collection[str],
             runs: Runs) -> CheckResult:
    """The third run: the base's tests have run on the base and the rewritten ones on the head. Where no alias can
    stand in it is not run, which keeps the grade at B. `aside`: tests that vary, by their ids on the head."""
    alias = aliases(found, draft, Tree(runs.snapshot.root, runs.snapshot.files))
    if isinstance(alias, str):
        return CheckResult(name=REWRITTEN, outcome=Outcome.NOT_RUN, detail=plain(f"no alias can stand in: {alias}"))
    runs.progress.step(0, 1, "the base's own tests with an alias")
    # A conftest decides on tests anywhere.
    whole = any(change.path.endswith("conftest.py") for change in found.files)
    known = {test.partition("::")[0] for test in base.outcomes}
    only = [change.path for change in found.files if change.path in known]
    tree = runs.tree({**{change.path: change.before for change in found.files}, **alias}, head)
    request = Request(only=() if whole else tuple(only), seconds=runs.allowed())
    run = runs.run(tree, request) if whole or only else SuiteRun()
    # A function among a test's parameters gives its own name to the id, by whatever name it was imported.
    renamed = {found.names.new_id(test, run.outcomes): outcome for test, outcome in base.outcomes.items()}
    before, after = ({test: outcome for test, outcome in outcomes.items()
                      if (whole or test.partition("::")[0] in only)
                      and not {test, found.names.new_id(test, aside)} & set(aside)}
                     for outcomes in (renamed, run.outcomes))
    problem = run.problem or compared(before, after, draft.removed_tests, undefined(draft)).told()
    detail = (f"the base's own tests with an alias: {problem}" if problem else
              f"base, head, and the base's own tests on the head with an alias agree: {found.names.told()}")
    return CheckResult(name=REWRITTEN, seconds=run.seconds, detail=plain(detail),
                       outcome=Outcome.FAILED if problem else Outcome.PASSED)


def aliases(found: Rewriting, draft: Draft, base: Tree) -> Mapping[str, bytes] | str:
    """Files of a throw-away copy of the head in which the old names still stand, or why none can stand in."""
    if patched := _patched(found):
        return f"tests put something else in the place of {patched}"
    changes = {change.path: change for change in draft.changes.files if not is_test(change.path)}
    head = Tree(base.root, base.paths, laid_over={change.path: change.after for change in draft.changes.files})
    files: dict[str, bytes] = {}
    for old, new in found.names.pairs:
        if is_test(old.path):
            continue
        if old.parameter is not None or "." in old.qualname or old.path.endswith("__init__.py") > bool(old.qualname):
            return f"none can stand in for {old}"
        if not old.qualname:
            module = new.dotted(head)
            files[old.path] = f"import sys\n\nimport {module}\n\nsys.modules[__name__] = {module}\n".encode()
            continue
        if not head.exists(old.path):
            return f"{old.path} is gone"
        if old.path == new.path:
            for path, change in changes.items():
                if _passes_on(change, old.name, new.name):
                    files[path] = _with_line(files.get(path) or change.after or b"", f"{old.name} = {new.name}\n")
        else:
            moved = files.get(old.path) or head.read(old.path)
            if b"def __getattr__" in moved:
                return f"{old.path} answers for names itself"
            files[old.path] = _with_line(moved, _looked_up(old, new, head))
    return files


def _passes_on(change: FileChange, old: str, new: str) -> bool:
    """Whether a changed module had the old name at its top level, and has the new one in its place."""
    before, after = _top(change.before), _top(change.after)
    return old in before and old not in after and new in after and new not in before


def _top(content: bytes | None) -> set[str]:
    try:
        return set(Names(parse(content or b"")).top.bindings)
    except (SyntaxError, ValueError, RecursionError):
        return set()


def _looked_up(old: Named, new: Named, head: Tree) -> str:
    """What moved is looked up when somebody asks, so that two modules may import each other."""
    module = new.dotted(head).rpartition(".")[0]
    return (f"def __getattr__(name):\n    if name == {old.name!r}:\n        from {module} import {new.name}\n"
            f"        return {new.name}\n    raise AttributeError(name)\n")


def _with_line(content: bytes, text: str) -> bytes:
    return content.rstrip() + b"\n\n\n" + text.encode()


def _patched(found: Rewriting) -> str:
    """A renamed thing that a test replaces by its name, or that it sets: an alias would be replaced instead."""
    olds = {old: dotted for dotted in found.names.dotted.values() for old in [dotted.rpartition(".")[2]]}
    for change in found.files:
        for node in ast.walk(parse(change.before or b"")):
            match node:
                case ast.Constant(value=str(text)) if any(dotted in text for dotted in olds.values()):
                    return text
                case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called),
                              args=[_, ast.Constant(value=str(text)), *_]) if called in BY_NAME and text in olds:
                    return text
                case ast.Attribute(attr=word, ctx=ast.Store() | ast.Del()) if word in olds:
                    return word
    return ""
