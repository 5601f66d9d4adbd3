"""What is wrong with a book of records, beyond what a reader alone can see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from nova.decisions.scopes import covers
from nova.decisions.supersession import find_record
from nova.domain.decision import Decision, DecisionBook, Status
from nova.domain.remark import Remark


def lint(book: DecisionBook, paths: Collection[str], today: date) -> list[Remark]:
    """Everything to mend, by path. `paths` are all the files of the commit."""
    found = [Remark(problem.path, problem.line, problem.what) for problem in book.problems]
    ids = Counter(decision.id for decision in book.decisions)
    for decision in book.decisions:
        if ids[decision.id] > 1:
            found.append(Remark(decision.path, None, f"another record has the id {decision.id} too"))
        found += [Remark(decision.path, None, what) for what in _remarks(decision, book, paths, today)]
    return sorted(found, key=lambda remark: (remark.path, remark.line or 0, remark.what))


def _remarks(decision: Decision, book: DecisionBook, paths: Collection[str], today: date) -> Iterator[str]:
    for key, references in (("supersedes", decision.supersedes), ("amends", decision.amends),
                            ("its status", decision.superseded_by)):
        for reference in references:
            if find_record(reference, book.decisions) is None:
                yield f"{key} names {reference}, and there is no such record"
    if decision.constraints and decision.status is Status.NONE:
        yield "it has constraints and no status; only an accepted record binds"
    if decision.status is Status.ACCEPTED:
        yield from _overdue(decision, today)
        for pattern in decision.applies_to:
            if not any(covers((pattern.removeprefix("!"),), path) for path in paths):
                yield f"applies-to names {pattern}, which matches no file"


def _overdue(decision: Decision, today: date) -> Iterator[str]:
    if decision.review_by is not None and decision.review_by < today:
        yield f"its review was due on {decision.review_by}"
    for constraint in decision.constraints:
        if constraint.until is not None and constraint.until < today:
            yield f"its constraint {constraint.id} ended on {constraint.until}"
