"""A repository with a proposal in it and everything that answering takes: real git, a real store, a small recipe."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nova.code.mirror import Mirror
from nova.code.projects import identify
from nova.domain.project import Project
from nova.domain.snapshot import Snapshot
from nova.store.database import Database
from nova.store.drafts import DraftStore
from nova.testing import git, repository
from reviewer.answers import AnswerBook, Answers
from reviewer.domain.change import ChangeSet, FileChange
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.proposal import Draft, Proposal, PullRequest
from reviewer.domain.recipe import Declined, Plan, Recipe, Step
from reviewer.domain.verdict import Grade, Tier, Verdict
from reviewer.forge.local import LocalForge, no_checkpoint
from reviewer.ideas import ideas_of
from reviewer.lifecycle import PERSON, Desk
from reviewer.store import AnswerStore, PullRecord, PullStore, RunStore

MIGRATIONS = ["reviewer:migrations"]
SOURCE = "import os\n\n\ndef used():\n    return 1\n\n\ndef unused():\n    return 2\n"
AFTER = "import os\n\n\ndef used():\n    return 1\n"
FILES = {"shop/__init__.py": "", "shop/clock.py": SOURCE, "README.md": "A shop.\n"}


class Cut(BaseException):
    """The process dies here, as kill -9 would have it: nothing but the operating system cleans up."""


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass(frozen=True)
class Rule:
    """What the forge asks of a detector."""

    family: str = "dead-code"
    version: int = 3


@dataclass
class Bench:
    """One project in one checkout with one Nova home."""

    path: Path
    home: Path
    clock: Clock = field(default_factory=Clock)
    grade: Grade = Grade.B
    module: str = "shop.clock"

    def __post_init__(self) -> None:
        self.database = Database.in_home(self.home, migrations=MIGRATIONS)
        self.project = replace(_project(), path=self.path)
        self.mirror = Mirror(self.home, self.project)
        self.pulls = PullStore(self.database)
        self.runs = RunStore(self.database)
        self.drafts = DraftStore(self.database)
        self.book = AnswerBook(self.project.path, self.mirror)
        self.answers = Answers(self.book, AnswerStore(self.database, self.project.id))

    def forge(self, checkpoint: Callable[[str], None] = no_checkpoint, **settings: Any) -> LocalForge:
        return LocalForge(mirror=self.mirror, pulls=self.pulls, answers=self.answers,
                          rules={"dead-definition": Rule()}, clock=self.clock,
                          checkpoint=checkpoint, **settings)

    def desk(self, checkpoint: Callable[[str], None] = no_checkpoint, **changed: Any) -> Desk:
        return replace(Desk(
            project=self.project, mirror=self.mirror, pulls=self.pulls, runs=self.runs, answers=self.answers,
            drafts=self.drafts, clock=self.clock, locks=self.home / "locks", actor=PERSON, rerun=self.rerun,
            report=self.report, module_name=lambda pull, path: self.module, checkpoint=checkpoint), **changed)

    def snapshot(self, revision: str = "HEAD") -> Snapshot:
        self.mirror.update()
        return self.mirror.snapshot(self.mirror.resolve(revision), "main")

    def proposal(self, revision: str = "HEAD") -> Proposal:
        made = self.rerun(None, self.snapshot(revision))
        assert isinstance(made, Proposal)
        return made

    def rerun(self, pull: PullRequest | None, snapshot: Snapshot) -> Proposal | Declined:
        """The recipe: take `unused` out of shop/clock.py."""
        before = snapshot.read("shop/clock.py")
        head, found, tail = before.partition(b"\n\ndef unused():\n    return 2\n")
        if not found:
            return Declined("`unused` is gone already.")
        draft = _draft(before, head + tail)
        tree = self.mirror.write_tree(snapshot.tree, {"shop/clock.py": head + tail})
        return Proposal(project=self.project.id, base=snapshot.commit, head_tree=tree, draft=draft,
                        ideas=ideas_of(draft, "dead-code"), reviewer="cleaner",
                        verdict=Verdict(grade=self.grade, tier=Tier.STRICT, checks=(), why="1 test failed"))

    def report(self, proposal: Proposal) -> dict[str, Any]:
        return {"title": proposal.draft.plan.title, "verdict": {"grade": str(proposal.verdict.grade)}}

    def open(self, run: str = "r1", **settings: Any) -> PullRequest:
        proposal = self.proposal()
        return self.forge(**settings).open(proposal, run=run, report=self.report(proposal))

    def record(self, id: str = "p1") -> PullRecord:
        return self.pulls.get(id)

    def git(self, *args: str, check: bool = True) -> str:
        return git(self.path, *args, check=check)

    def tip(self, branch: str) -> str:
        return self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}", check=False)

    def state(self) -> tuple[str, str, bytes, str]:
        """What opening must not touch: HEAD, the working tree, the index to its last byte, the target."""
        return (self.git("symbolic-ref", "HEAD", check=False), self.git("status", "--porcelain", "--ignored"),
                (self.path / ".git" / "index").read_bytes(), self.tip("main"))


def bench(folder: Path) -> Bench:
    """A fresh copy of the shop and of a home that has seen it: making both anew for each test takes too long."""
    _project()
    shutil.copytree(_template().name, folder, dirs_exist_ok=True)
    return Bench(folder / "shop", folder / "home")


@cache
def _template() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="nova-tests-")
    identity(repository(Path(folder.name) / "shop", FILES))
    return folder


@cache
def _project() -> Project:
    """Every copy and clone is the same project. The home learns it here, once for all copies."""
    folder = Path(_template().name)
    project = identify(folder / "shop")
    mirror = Mirror(folder / "home", project)
    mirror.update()
    mirror.snapshot(mirror.resolve("HEAD"), "main")
    Database.in_home(folder / "home", migrations=MIGRATIONS).close()
    return project


def identity(path: Path) -> None:
    git(path, "config", "user.name", "Ana")
    git(path, "config", "user.email", "ana@example.com")


def again(bench: Bench) -> Bench:
    """The same project and home, as a new process finds them."""
    bench.database.close()
    return Bench(bench.path, bench.home, bench.clock, bench.grade, bench.module)


def cut_at(step: str) -> Callable[[str], None]:
    """A checkpoint at which the process dies."""

    def checkpoint(name: str) -> None:
        if name == step:
            raise Cut(step)

    return checkpoint


def _draft(before: bytes, after: bytes) -> Draft:
    finding = Finding(rule="dead-definition", path="shop/clock.py", line=8, end_line=9, symbol="unused",
                      message="unused: no reference")
    recipe = Recipe((Step("delete_definition", {"path": "shop/clock.py", "name": "unused"}),))
    return Draft(findings=(finding,), effect=Effect.PRESERVES,
                 plan=Plan(recipe, "Remove `unused`: nothing uses it", "Nothing refers to it."),
                 changes=ChangeSet((FileChange(path="shop/clock.py", before=before, after=after, spans=((8, 9),)),)))
