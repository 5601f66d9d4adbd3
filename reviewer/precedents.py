"""The filter that makes a rejection hold: pure, from answers and findings alone.

A precedent suppresses when the idea is the same (either key) and the place is the same, or is gone and this one is no
twin of it. How long it holds depends on why it was rejected: `not-now` expires, `wrong` holds until the rule's
version changes, `by-design` and `not-worth-it` hold. A scope of `file` or `rule` reaches further than the idea.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from nova.code.index import Index
from reviewer.domain.answer import Answer, AnswerKind, Because, Remembered, Scope
from reviewer.domain.finding import Finding, Place
from reviewer.domain.proposal import Draft, Idea

NOT_NOW = timedelta(days=90)
"""How long `not-now` holds when its answer names no day."""

_QUALIFIED_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


class Precedents:
    """The rejections that hold at this moment."""

    def __init__(self, answers: Iterable[Answer], *, exists: Callable[[Place], bool], now: datetime,
                 versions: Mapping[str, int], not_now: timedelta = NOT_NOW) -> None:
        """`exists`: whether the code a place names is still there. `versions`: of every rule, by name."""
        self._exists = exists
        self._symbols: dict[str, list[tuple[Answer, Remembered]]] = defaultdict(list)
        self._effects: dict[str, list[tuple[Answer, Remembered]]] = defaultdict(list)
        self._wide: dict[str, list[Answer]] = defaultdict(list)
        self.standing = tuple(standing(answers, now=now, versions=versions, not_now=not_now))
        """In the order of the answers."""
        for answer in self.standing:
            for item in answer.remembered:
                self._symbols[item.idea.symbol].append((answer, item))
                self._effects[item.idea.effect].append((answer, item))
            if answer.scope is not Scope.HERE:
                self._wide[answer.family].append(answer)

    def suppressing(self, finding: Finding, family: str, idea_symbol: str) -> Answer | None:
        """The answer that stands against proposing anything about this finding; the newest when there are several.

        `family`: of the finding's rule.
        """
        held = [answer for answer, item in self._symbols.get(idea_symbol, ())
                if self._meant(item, finding.place)]
        wide = [answer for answer in self._wide.get(family, ()) if _reaches(answer, finding.path)]
        return max(held + wide, key=lambda answer: answer.at, default=None)

    def suppressing_draft(self, draft: Draft, ideas: Sequence[Idea]) -> Answer | None:
        """The answer that stands against this very change, under whatever names its findings go now."""
        held = [answer
                for finding, idea in zip(draft.findings, ideas, strict=True)
                for answer, item in self._effects.get(idea.effect, ())
                if self._meant(item, finding.place)]
        return max(held, key=lambda answer: answer.at, default=None)

    def _meant(self, item: Remembered, place: Place) -> bool:
        """Whether this place is the remembered one, or where it went."""
        if _same(item.place, place):
            return True
        twin = any(_same(other, place) for other in item.elsewhere)
        return not twin and not self._exists(item.place)


def standing(answers: Iterable[Answer], *, now: datetime, versions: Mapping[str, int],
             not_now: timedelta = NOT_NOW) -> list[Answer]:
    """The rejections that hold: not taken back, not expired, not of an earlier version of their rule."""
    answers = list(answers)
    taken_back = {answer.takes_back for answer in answers if answer.kind is AnswerKind.REOPENED}
    return [answer for answer in answers
            if answer.kind is AnswerKind.REJECTED and answer.id not in taken_back
            and _holds(answer, now, versions, not_now)]


def _holds(answer: Answer, now: datetime, versions: Mapping[str, int], not_now: timedelta) -> bool:
    if answer.because is Because.NOT_NOW:
        until = answer.until or answer.at + not_now
        return now < until
    if answer.because is Because.WRONG:
        return versions.get(answer.rule, answer.rule_version) == answer.rule_version
    return True


def _reaches(answer: Answer, path: str) -> bool:
    return answer.scope is Scope.RULE or any(item.place.path == path for item in answer.remembered)


def _same(one: Place, other: Place) -> bool:
    """The same code, whichever rule of the family saw it."""
    return (one.path, one.symbol, one.ordinal) == (other.path, other.symbol, other.ordinal)


def exists_in(index: Index, findings: Iterable[Finding]) -> Callable[[Place], bool]:
    """Whether a place is still there: something is found at it now, or its file still defines, binds or uses its name.

    `findings`: all of this run. A rejected unused import is no definition, but it is still found where it was.
    """
    found = {(finding.path, finding.symbol) for finding in findings}

    def exists(place: Place) -> bool:
        if (place.path, place.symbol) in found:
            return True
        facts = index.modules.get(place.path)
        name = _QUALIFIED_NAME.match(place.symbol)
        if facts is None or name is None:
            return False
        return (any(definition.qualname == name[0] for definition in facts.definitions)
                or any(imported.binds == name[0] for imported in facts.imports))

    return exists
