"""What is wrong with a book of records, beyond what a reader alone can see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches

from nova.decisions.chains import Chains
from nova.decisions.conflicts import conflicts
from nova.decisions.document import Document, plain, take_apart
from nova.decisions.existence import missing
from nova.decisions.treecode import TreeCode
from nova.domain.decision import Decision, DecisionBook, Status
from nova.domain.remark import Remark

_MADR = ("status", "date", "decision-makers", "consulted", "informed")
_NOVA = ("id", "supersedes", "amends", "applies-to", "symbols", "review-by", "origin")
_OTHERS = frozenset({"title", "tags", "deciders", "author", "authors", "category", "categories", "description",
                     "layout", "parent", "nav_order", "slug", "weight", "type", "created", "updated", "template"})
"""Keys of older MADR and of the tools that make pages of records: nobody means one of Nova's by them."""


def lint(book: DecisionBook, files: Mapping[str, bytes], today: date) -> list[Remark]:
    """Everything to mend, by path and line. `files` are all those of the commit or working tree."""
    found = [Remark(problem.path, problem.line, problem.what) for problem in book.problems]
    pages = {decision.path: take_apart(files[decision.path]) for decision in book.decisions}
    found += _same_ids(book)
    code = TreeCode(files)
    chains = Chains(book.decisions, pages)
    for decision in book.decisions:
        page = pages[decision.path]
        told: list[tuple[str | int | None, str]] = [*_keys(decision, page), *_status(decision)]
        told += chains.remarks(decision, acted_on(decision, page))
        if decision.status is Status.ACCEPTED:
            told += _overdue(decision, today)
            told += [(gone.where, gone.what) for gone in missing(decision, files, code)]
        found += [Remark(decision.path, _line(page, where), what) for where, what in told]
    found += conflicts(book.accepted, code)
    return sorted(set(found), key=lambda remark: (remark.path, remark.line or 0, remark.what))


def acted_on(decision: Decision, page: Document) -> bool:
    """Whether machines act on the record: it has constraints, or keys of Nova's own."""
    return bool(decision.constraints) or (page.front is not None and any(key in page.front.values for key in _NOVA))


def _line(page: Document, where: str | int | None) -> int | None:
    """The line of a key of the front matter, or the line itself; None: it is not known."""
    if isinstance(where, str):
        return page.front.where.get(where) if page.front else None
    return where


def _same_ids(book: DecisionBook) -> Iterator[Remark]:
    ids = Counter(decision.id for decision in book.decisions)
    for decision in book.decisions:
        if ids[decision.id] > 1:
            yield Remark(decision.path, None, f"another record has the id {decision.id} too")


def _keys(decision: Decision, page: Document) -> Iterator[tuple[str, str]]:
    """Keys that nobody reads, in a record that machines act on: one of them may have been meant to bind."""
    if page.front is None or not acted_on(decision, page):
        return
    for key in page.front.values:
        if key not in (*_MADR, *_NOVA) and key.casefold() not in _OTHERS:
            near = get_close_matches(key.replace("_", "-").casefold(), [*_MADR, *_NOVA], n=1)
            hint = f'did you mean "{near[0]}"?' if near else "neither MADR nor Nova reads it"
            yield key, f'unknown key "{plain(key)[:60]}"; {hint}'


def _status(decision: Decision) -> Iterator[tuple[str, str]]:
    if decision.constraints and decision.status is Status.NONE:
        yield "status", "it has constraints and no status; only an accepted record binds"
    if decision.constraints and decision.status is Status.OTHER:
        yield "status", f'it has constraints, and "{decision.status_raw[:60]}" is no status that Nova knows'


def _overdue(decision: Decision, today: date) -> Iterator[tuple[str | int | None, str]]:
    if decision.review_by is not None and decision.review_by < today:
        yield "review-by", f"its review was due on {decision.review_by}"
    for constraint in decision.constraints:
        if constraint.until is not None and constraint.until < today:
            yield constraint.line, f"its constraint {constraint.id} ended on {constraint.until}"
