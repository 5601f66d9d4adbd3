"""Text that a recipe brings along may newly mention nothing with which a test run can be rewritten from inside."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reviewer.domain.change import FileChange
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.proof.checks._text import added_lines, decoded
from reviewer.proof.suite import plain
from reviewer.tree import Tree

MACHINERY = frozenset({
    "pytest", "_pytest", "pluggy", "conftest", "unittest", "doctest", "nose", "hypothesis", "modules", "meta_path",
    "path_hooks", "settrace", "setprofile", "monitoring", "_getframe", "gc", "inspect", "atexit", "ctypes", "builtins",
    "__builtins__", "__import__", "__loader__", "__spec__", "importlib", "imp", "runpy", "exec", "eval", "compile",
    "_exit", "__subclasses__", "__globals__", "__code__", "nova_witness", "__nova_probe__",
})
"""Words. In strings and comments they count as well: `getattr(sys, "settrace")` is no better."""
FREE_FORM = "free-form, read it"
CODE = (".py", ".pyi", ".pyx", ".ipynb")


class FreeForm:
    """Looks at drafts whose operations put text of the recipe into code, wherever that text came from."""

    name = "free-form"
    order = 34

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        code = [change for change in draft.changes.files if change.path.endswith(CODE)]
        if not draft.inserts or not code:
            return self._result(Outcome.PASSED, "all of it comes from the base and the catalogue")
        for change in code:
            new = sorted(_new_words(change) & MACHINERY)
            if new:
                return self._result(Outcome.FAILED, f"{plain(change.path)} newly mentions {new[0]}, with which code "
                                                    "can reach into the test run")
        strange = free_words(draft, base)
        if strange:
            return self._result(Outcome.PASSED, f"{FREE_FORM}: {plain(strange[0])} is neither in the base nor "
                                                "in the catalogue")
        return self._result(Outcome.PASSED, "the recipe's own words are all in the base")

    def _result(self, outcome: Outcome, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=outcome, detail=detail)


def free_words(draft: Draft, base: Tree) -> tuple[str, ...]:
    """Words that the recipe puts into code and no file of the base holds, in order; each makes the draft free-form."""
    wanted = dict.fromkeys(word for text in draft.inserts for word in words(text))
    code = [change for change in draft.changes.files if change.path.endswith(CODE)]
    added = set().union(*map(_new_words, code)) if code else set()
    missing = [word for word in wanted if word in added]
    return tuple(word for word in missing if not _is_held(word, base)) if missing else ()


def words(text: str) -> Iterable[str]:
    return re.findall(r"\w+", text)


def _new_words(change: FileChange) -> set[str]:
    """Words of the added lines that the file did not hold before."""
    return set(words(added_lines(change))) - set(words(decoded(change.path, change.before)))


def _is_held(word: str, base: Tree) -> bool:
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)".encode())
    return any(pattern.search(base.read(path)) for path in base.paths)


CHECK = FreeForm()
