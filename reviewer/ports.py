"""What the loop is made of, one protocol each. A new detector, operation or check is one file that fills one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect, Finding
from reviewer.domain.proposal import Draft, Proposal, PullRequest
from reviewer.domain.recipe import Declined, Plan
from reviewer.domain.verdict import CheckResult, Verdict
from reviewer.survey import Survey
from reviewer.tree import Tree


class Detector(Protocol):
    """A rule: sees findings, and plans what to do about them. Found as `DETECTOR` in `reviewer/detectors/*.py`."""

    @property
    def name(self) -> str:
        """What people type: `dead-definition`. The same as its file, with dashes."""

    @property
    def family(self) -> str:
        """What precedents go by; rules that would propose the same thing share one."""

    @property
    def version(self) -> int:
        """Raised when the rule sees differently: a rejection as `wrong` holds until then."""

    @property
    def why(self) -> str:
        """One sentence: what the rule finds and why a maintainer wants it gone."""

    @property
    def effect(self) -> Effect:
        """The effect of the operations that it plans."""

    def find(self, survey: Survey) -> Iterable[Finding]:
        """Every finding in the snapshot, in any order. Reads only the survey; cheap, since it runs on everything."""

    def plan(self, findings: Sequence[Finding], survey: Survey) -> Plan | Declined:
        """What to do about the findings of one concern. Called only for those that may be proposed."""


class Operation(Protocol):
    """One kind of recipe step, with its LibCST codemod. Found as `OPERATION` in `reviewer/operations/*.py`."""

    @property
    def kind(self) -> str:
        """What a recipe says: `remove_import`. The same as its file."""

    @property
    def does(self) -> str:
        """What it rewrites and when it declines, in at most 200 characters, for whoever writes a recipe by hand."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What a step says beside its kind, as JSON Schema (draft 2020-12)."""

    @property
    def effect(self) -> Effect: ...

    @property
    def changes_what(self) -> str | None:
        """What it changes about behaviour, a short clause; None when it preserves."""

    @property
    def safe(self) -> str | None:
        """Why it is safe by construction, one sentence, checked by the operation itself on every application;
        None when only a test can tell."""

    def apply(self, tree: Tree, parameters: Mapping[str, Any]) -> Iterable[FileChange]:
        """The files it changes, against `tree` as it is now. Nothing to do is an empty result.

        Raises OperationDeclined when the change would not be right. Runs in a worker process with a time limit:
        it may read the tree and nothing else.
        """


class Check(Protocol):
    """One piece of proof that needs no test run. Found as `CHECK` in `reviewer/proof/checks/*.py`."""

    @property
    def name(self) -> str: ...

    @property
    def order(self) -> int:
        """Cheapest first; the first failure ends the proof."""

    def run(self, draft: Draft, base: Tree) -> CheckResult: ...


class Verifier(Protocol):
    """Proves drafts against one base."""

    def verify(self, draft: Draft) -> Verdict:
        """Never raises for what the project's code does; that is an outcome."""


class Forge(Protocol):
    """Where proposals become pull requests and people answer them."""

    def open(self, proposal: Proposal, *, run: str, report: dict[str, Any]) -> PullRequest:
        """Open it, or give back the one that this run opened already: calling twice opens once."""

    def pulls(self) -> Sequence[PullRequest]:
        """Every pull request of the project in this checkout, newest first."""

    def settle(self) -> Sequence[PullRequest]:
        """Look at what people did by hand since the last look (merged, deleted), remember it, give what changed."""
