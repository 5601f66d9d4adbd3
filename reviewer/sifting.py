"""Which findings may become proposals: decisions, answers, what is open, and the bar settle the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

from nova.decisions.drafts import RecordDraft
from reviewer.detectors import detectors
from reviewer.domain.finding import Disposition, Finding, Place
from reviewer.domain.ledger import Fate, Ledger
from reviewer.domain.proposal import Draft, PullRequest
from reviewer.domain.recipe import Declined
from reviewer.drafting import Workshop, draft_of
from reviewer.errors import DraftingFailed, OperationDeclined
from reviewer.grounding import broken_by, edits_for, held_back, kept, kept_from_models, rests_on
from reviewer.ideas import ideas_of, symbol_key
from reviewer.precedents import Precedents
from reviewer.ranking import Concern, concerns
from reviewer.settings import ReviewSettings
from reviewer.survey import Survey
from reviewer.wording import told


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is known before anything is drafted."""

    survey: Survey
    precedents: Precedents
    open: Mapping[Place, PullRequest]
    """Places of findings that wait for an answer -> their pull request."""
    settings: ReviewSettings

    def sift(self, ledger: Ledger) -> list[Concern]:
        """Decide what can be decided by looking; give the rest by rank."""
        for finding in ledger.undecided:
            fate = self.fate(finding)
            if fate is not None:
                ledger.decide([finding], fate)
        return concerns(ledger.undecided)

    @property
    def open_by_rule(self) -> Counter[str]:
        """How many pull requests of each rule wait for an answer."""
        return Counter(pull.place.rule for pull in {pull.id: pull for pull in self.open.values()}.values())

    def fate(self, finding: Finding) -> Fate | None:
        """What decisions, answers, open proposals or the bar make of it; None: it may be proposed."""
        rule = detectors()[finding.rule]
        module = self.survey.index.module_name(finding.path)
        book = self.survey.decisions
        ground = held_back(finding, book) or kept(finding, rule.family, book, module, self.survey.today)
        if ground is not None:
            return Fate(Disposition.DECISION, ground.why, decision=ground.decision)
        if finding.place in self.open:
            return Fate(Disposition.ALREADY_OPEN, "waits for an answer", proposal=self.open[finding.place].id)
        answer = self.precedents.suppressing(finding, rule.family, symbol_key(rule.family, finding.symbol))
        if answer is not None:
            return Fate(Disposition.PRECEDENT, told(answer), proposal=answer.proposal)
        if finding.score < self.settings.bar:
            return Fate(Disposition.BELOW_BAR, f"scores {finding.score:.2f}, the bar is {self.settings.bar:.2f}")
        return None


class Drafting:
    """Carries out plans, best first, and lets through what no limit, decision or answer stands against."""

    def __init__(self, sieve: Sieve, workshop: Workshop) -> None:
        self._sieve = sieve
        self._survey = sieve.survey
        self._workshop = workshop
        self._chosen: list[Draft] = []
        self.edits: list[RecordDraft] = []
        """Edits of records that drafts waited for: they are offered to a person."""

    def draft(self, concern: Concern) -> Draft | Fate:
        """The draft, or why there is none."""
        plan = detectors()[concern.rule].plan(concern.findings, self._survey)
        if isinstance(plan, Declined):
            return Fate(Disposition.REFUSED if plan.refused else Disposition.NO_RECIPE, plan.why)
        files = self._survey.snapshot.files
        try:
            changes = self._workshop.carry_out(plan.recipe, self._survey.snapshot.root, files)
        except OperationDeclined as declined:
            return Fate(Disposition.REFUSED, str(declined))
        except DraftingFailed as failed:
            return Fate(Disposition.REFUSED, f"the recipe could not be carried out: {failed}")
        if not changes.files:
            return Fate(Disposition.NO_RECIPE, "the recipe changes nothing here")
        draft = draft_of(concern.findings, plan, changes)
        fate = self._stands_against(draft)
        if fate is not None:
            return fate
        draft = replace(draft, grounds=rests_on(draft, self._survey))
        self._chosen.append(draft)
        return draft

    def _stands_against(self, draft: Draft) -> Fate | None:
        settings, changes = self._sieve.settings, draft.changes
        campaign = settings.campaign and any(finding.event for finding in draft.findings)
        if len(changes.files) > settings.files_at_most and not campaign:
            return Fate(Disposition.REFUSED, f"it would change {len(changes.files)} files; "
                                             f"{settings.files_at_most} are the limit for one proposal")
        if changes.lines_changed > settings.lines_at_most and not campaign:
            return Fate(Disposition.REFUSED, f"it would change {changes.lines_changed} lines; "
                                             f"{settings.lines_at_most} are the limit for one proposal")
        left_out = next(filter(self._survey.conventions.leaves_out, changes.paths), None)
        if left_out is not None:
            return Fate(Disposition.REFUSED, f"it would change {left_out}, which the project leaves out of reviews")
        ground = broken_by(draft, self._survey) or kept_from_models(draft, self._survey)
        if ground is not None:
            self.edits += edits_for(draft, self._survey)
            return Fate(Disposition.DECISION, ground.why, decision=ground.decision)
        answer = self._sieve.precedents.suppressing_draft(draft, ideas_of(draft, detectors()[draft.rule].family))
        if answer is not None:
            return Fate(Disposition.PRECEDENT, told(answer), proposal=answer.proposal)
        for other in self._chosen:
            if overlap(draft, other):
                return Fate(Disposition.SHADOWED, f"'{other.plan.title}' changes the same lines")
        return None


def overlap(one: Draft, other: Draft) -> bool:
    """Whether two drafts mean to change a line in common."""
    spans = {change.path: change.spans for change in other.changes.files}
    return any(first <= there[1] and there[0] <= last
               for change in one.changes.files
               for (first, last), there in product(change.spans, spans.get(change.path, ())))

