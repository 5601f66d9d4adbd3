"""For proof cases: a real repository, a draft made by hand, and its verdict."""

from __future__ import annotations

import re
from atexit import register
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from nova.code.mirror import Mirror
from nova.code.projects import identify
from nova.domain.snapshot import Snapshot
from nova.ports import Silent
from nova.testing import environment, repository
from reviewer.domain.change import ChangeSet, FileChange, Span
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Plan, Recipe
from reviewer.domain.verdict import CheckResult, Verdict
from reviewer.proof.impacted import SLOW
from reviewer.proof.sandbox.bubblewrap import Sandbox
from reviewer.proof.sandbox.interpreter import Interpreter, Missing, find_interpreter
from reviewer.proof.sandbox.tiers import find_sandbox
from reviewer.proof.verifier import ProjectVerifier
from reviewer.tree import Tree

Files = Mapping[str, str]
NOTHING = Recipe(())
"""A recipe whose second run changes nothing, as every recipe's must."""
NO_TESTS_NEEDED = Missing("no sandbox: this case needs none")


class Proving:
    """One project under proof. `verify` takes the files after, None for deleted ones."""

    def __init__(self, folder: Path, files: Files, *, tests: Sequence[str] | None = None, seconds: float = 60.0,
                 sandbox: Sandbox | Missing | None = None, path: Path | None = None) -> None:
        self.folder = folder
        self.path = path or repository(folder / "project", files)
        self.project = identify(self.path)
        self.mirror = Mirror(folder / "home", self.project)
        self.mirror.update()
        self.snapshot = self._snapshot()
        self.tests, self.seconds = tests, seconds
        self.granted: frozenset[str] = frozenset()
        self.sandbox = find_sandbox() if sandbox is None else sandbox
        self.verifier = self.another()

    def another(self, slow: float = SLOW) -> ProjectVerifier:
        """A verifier of a later process: it shares nothing but the cache."""
        return ProjectVerifier(
            snapshot=self.snapshot, mirror=self.mirror, interpreter=self.interpreter(), sandbox=self.sandbox,
            tests=self.tests, cache=self.folder / "home" / "cache", work=self.folder / "home" / "work",
            progress=Silent(), time_budget=self.seconds, slow=slow, granted=self.granted)

    def interpreter(self) -> Interpreter | Missing:
        found = find_interpreter(self.project.path, self.snapshot.files)
        if isinstance(found, Interpreter) and found.is_novas:
            return find_interpreter(self.project.path, self.snapshot.files, python=python())
        return found

    def verify(self, after: Mapping[str, str | None], **about: object) -> Verdict:
        return self.verifier.verify(self.draft(after, **about))

    def draft(self, after: Mapping[str, str | None], **about: object) -> Draft:
        files = []
        for path, content in sorted(after.items()):
            before = self.snapshot.read(path) if path in self.snapshot.files else None
            files.append(FileChange(path=path, before=before, after=None if content is None else content.encode(),
                                    spans=everything(before)))
        return draft_of(*files, **about)

    def tree(self) -> Tree:
        """The base, for carrying out a recipe."""
        return Tree(self.snapshot.root, self.snapshot.files)

    def leftovers(self) -> list[str]:
        work = self.folder / "home" / "work"
        return [path.name for path in work.iterdir()] if work.exists() else []

    def _snapshot(self) -> Snapshot:
        return self.mirror.snapshot(self.mirror.resolve("HEAD"), "main")


@cache
def python() -> Path:
    """The Python that runs the tests of every case here."""
    folder = Path(mkdtemp(prefix="nova-environment-"))
    register(rmtree, folder)
    return environment(folder)


def everything(before: bytes | None) -> tuple[Span, ...]:
    return ((1, before.count(b"\n") + 1),) if before else ()


def draft_of(*files: FileChange, safe: str | None = None, removed_tests: tuple[str, ...] = (),
             effect: Effect = Effect.PRESERVES, recipe: Recipe = NOTHING, declares: tuple[str, ...] = (),
             inserts: tuple[str, ...] = ()) -> Draft:
    finding = Finding(rule="a-rule", path=files[0].path, line=1, end_line=1, symbol="it", message="seen")
    plan = Plan(recipe=recipe, title="Change it", why="It is a case.")
    return Draft(findings=(finding,), plan=plan, changes=ChangeSet(files), effect=effect, safe=safe,
                 removed_tests=removed_tests, declares=declares, inserts=inserts)


def check(verdict: Verdict, name: str) -> CheckResult:
    return next(result for result in verdict.checks if result.name == name)


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w-]+", text))
