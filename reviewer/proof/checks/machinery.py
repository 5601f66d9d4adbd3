"""Code that no recipe accounts for mentions nothing that reaches out of itself."""

from __future__ import annotations

from collections import Counter

from reviewer.domain.change import FileChange
from reviewer.domain.proposal import Draft
from reviewer.domain.verdict import CheckResult, Outcome
from reviewer.drafting import carry_out
from reviewer.errors import DraftingFailed, OperationDeclined
from reviewer.proof.checks._text import decoded
from reviewer.proof.checks.free_form import CODE, MACHINERY, words
from reviewer.proof.suite import plain
from reviewer.tree import Tree

REACHES = MACHINERY | {
    # names made at run time, and what leads from one object to all others
    "getattr", "setattr", "delattr", "globals", "locals", "vars", "attrgetter", "methodcaller", "resolve_name",
    "import_module", "find_spec", "pkgutil", "pickle", "marshal", "codecs", "types", "site", "__dict__", "__class__",
    "__base__", "__bases__", "__mro__", "mro", "__closure__", "__getattribute__", "__setattr__", "__module__",
    "__self__", "__func__", "__wrapped__", "__file__", "__cached__", "__path__", "__main__",
    # frames, hooks and the end of a process
    "f_back", "f_globals", "f_locals", "f_builtins", "tb_frame", "tb_next", "gi_frame", "cr_frame", "ag_frame",
    "__traceback__", "_current_frames", "traceback", "excepthook", "unraisablehook", "addaudithook", "audit", "signal",
    "SystemExit", "KeyboardInterrupt", "exit", "quit", "abort", "kill", "killpg", "__del__", "weakref", "finalize",
    # what comparisons in a test are decided by
    "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__instancecheck__", "__subclasscheck__",
    "__contains__", "AssertionError",
    # whether a test is running
    "environ", "environb", "getenv", "getenvb", "argv", "orig_argv", "PYTEST_CURRENT_TEST", "getuser", "gethostname",
    "node", "uname", "getpid", "getppid", "cmdline", "proc", "nova",
    # other processes, threads, memory and the network
    "fork", "forkpty", "posix", "posix_spawn", "posix_spawnp", "spawnv", "execv", "execve", "execvp", "system", "popen",
    "subprocess", "multiprocessing", "threading", "_thread", "concurrent", "asyncio", "socket", "mmap", "resource",
    "faulthandler", "urllib", "http", "requests",
}
"""Beside what free-form code may not mention: a recipe is missing, so there is nothing to hold the text against."""


class Machinery:
    """Carries out the recipe once more where a draft newly mentions one of them: only what the catalogue itself wrote
    may. A draft whose recipe does not give its change set came out of a store or a process that was tampered with."""

    name = "machinery"
    order = 55

    def run(self, draft: Draft, base: Tree) -> CheckResult:
        found = [(change.path, word) for change in draft.changes.files for word in sorted(_grown(change))]
        if not found or _is_of_recipe(draft, base):
            return self._result(Outcome.PASSED, "no code reaches out of itself that the recipe does not account for")
        path, word = found[0]
        return self._result(Outcome.FAILED, f"{plain(path)} newly mentions {word}, and the recipe does not give this "
                                            "change")

    def _result(self, outcome: Outcome, detail: str) -> CheckResult:
        return CheckResult(name=self.name, outcome=outcome, detail=detail)


def _grown(change: FileChange) -> set[str]:
    """Which of them the file mentions more often than before."""
    if change.after is None or not change.path.endswith(CODE):
        return set()
    before, after = (Counter(words(decoded(change.path, content))) for content in (change.before, change.after))
    return {word for word in after - before if word in REACHES}


def _is_of_recipe(draft: Draft, base: Tree) -> bool:
    try:
        made = carry_out(draft.plan.recipe, base.root, base.paths)
    except (DraftingFailed, OperationDeclined):
        return False
    return {change.path: change.after for change in made.files} == {
        change.path: change.after for change in draft.changes.files}


CHECK = Machinery()
