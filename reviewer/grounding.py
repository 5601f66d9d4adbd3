"""Findings and proposals against the decisions of the base commit: what is held back, kept, broken, rested on.

Plain functions that the run calls in this order. Only accepted records bind; a draft in Nova's store suppresses through
its `keep` constraints and in no other way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePosixPath

from nova.code.index import Index
from nova.decisions.certain import governing, ground, symbol_matches
from nova.decisions.constraints import facts_of, migrations_in, violations_in
from nova.decisions.drafts import RecordDraft, edit_draft
from nova.decisions.orphans import Orphan, moves_between, orphans
from nova.decisions.scopes import covers, path_matches
from nova.domain.code import ModuleFacts
from nova.domain.decision import Constraint, ConstraintKind, Decision, DecisionBook, Force, Ground, RecordProblem
from reviewer.domain.change import FileChange
from reviewer.domain.finding import Finding
from reviewer.domain.proposal import Draft
from reviewer.survey import Survey

AT_MOST = 4
"""Decisions that one proposal names: a longer list is read by nobody."""


def held_back(finding: Finding, book: DecisionBook) -> Ground | None:
    """The record that cannot be read and may govern the finding's file; None: there is none."""
    return _holding(book, [finding.path])


def kept(finding: Finding, family: str, book: DecisionBook, module: str, today: date) -> Ground | None:
    """The `keep` constraint that leaves the finding alone, of an accepted record or a draft; None: nothing keeps it.

    `family` is the rule's, `module` the dotted name of the finding's file.
    """
    symbols = _symbols_of(finding, module)
    for decision in (*book.accepted, *book.drafts):
        for constraint in _keeping(decision, today):
            if constraint.rules and finding.rule not in constraint.rules and family not in constraint.rules:
                continue
            for where, name in symbols:
                pattern = symbol_matches(constraint.of, where, name)
                if pattern:
                    return ground(decision, _kept_because(decision, constraint), Force.BLOCKS, constraint)
    return None


def broken_by(draft: Draft, survey: Survey) -> Ground | None:
    """The accepted decision that the draft's changes would break; None: they break none.

    That is a new violation of a constraint, a required path deleted, a kept symbol gone, a symbol gone that the record
    names, or a file that a record which cannot be read may govern. What the base breaks already is not held against
    the draft.
    """
    holding = _holding(survey.decisions, draft.changes.paths)
    if holding is not None:
        return holding
    for decision in survey.decisions.accepted:
        for constraint in decision.constraints:
            why = _break(constraint, draft, survey)
            if why:
                return ground(decision, f"{why}; that breaks {_quoted(decision)}", Force.BLOCKS, constraint)
    return next((_orphaning(decision, orphan) for decision, orphan in _orphans(draft, survey)), None)


def edits_for(draft: Draft, survey: Survey) -> tuple[RecordDraft, ...]:
    """The edits of accepted records without which the draft would leave them naming what is not there; a symbol that
    one of them keeps may be renamed by an edit, never be let go."""
    found = []
    for decision, orphan in _orphans(draft, survey):
        kept_here = any(orphan.symbol in one.of for one in _keeping(decision, survey.today))
        if orphan.new is not None or (orphan.where == "its symbols" and not kept_here):
            found.append(edit_draft(decision, orphan.symbol, orphan.new, on=survey.today,
                                    why=f'Nova would propose "{draft.plan.title}"'))
    return tuple(found)


def kept_from_models(draft: Draft, survey: Survey) -> Ground | None:
    """The `keep` constraint on something that a model's draft changes; None: there is none, or no model proposed it.

    A model says itself what its proposal is about, so only what changes counts. The rules that a constraint names are
    no matter: any of them could be copied by a recipe.
    """
    if not any("role" in finding.details for finding in draft.findings):
        return None
    changed = [(survey.index.module_name(change.path), name) for change in draft.changes.files
               for name in sorted(_changed(change))]
    for decision in (*survey.decisions.accepted, *survey.decisions.drafts):
        for constraint in _keeping(decision, survey.today):
            if any(symbol_matches(constraint.of, where, name) for where, name in changed):
                return ground(decision, _kept_because(decision, constraint), Force.BLOCKS, constraint)
    return None


def rests_on(draft: Draft, survey: Survey) -> tuple[Ground, ...]:
    """The decisions that the draft carries out or touches, the strongest first; empty: none speaks about it."""
    found: dict[str, Ground] = {}
    for decision in survey.decisions.accepted:
        for constraint in decision.constraints:
            why = _mended(constraint, draft, survey.index)
            if why:
                found.setdefault(decision.id, ground(decision, why, Force.REQUIRES, constraint))
    for finding in draft.findings:
        for match in _speaking(finding, survey):
            found.setdefault(match.decision, match)
    for decision in survey.decisions.accepted:
        if decision.id in draft.plan.rests_on:
            found.setdefault(decision.id, ground(decision, "the reviewer names it", Force.INFORMS))
    return tuple(list(found.values())[:AT_MOST])


def _speaking(finding: Finding, survey: Survey) -> Iterator[Ground]:
    """What governs the finding, without constraints whose scope merely includes its file."""
    if finding.path not in survey.snapshot.files:
        return
    module = survey.index.module_name(finding.path)
    source = survey.snapshot.read(finding.path)
    for match in governing(survey.decisions, finding.path, finding.symbol, module=module, source=source):
        if match.constraint is None:
            yield match


def _holding(book: DecisionBook, paths: Iterable[str]) -> Ground | None:
    for path in paths:
        for problem in book.problems:
            if problem.holds_back and covers(problem.holds_back, path):
                return _unreadable(problem)
    return None


def _unreadable(problem: RecordProblem) -> Ground:
    place = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
    what = problem.what if problem.what.endswith("?") else f"{problem.what}."
    scope = "this project" if problem.holds_back == ("**",) else ", ".join(problem.holds_back)
    return Ground(decision=PurePosixPath(problem.path).stem, path=problem.path, force=Force.BLOCKS,
                  why=f"{place}: {what} Until it can be read, nothing is proposed in {scope}")


def _keeping(decision: Decision, today: date) -> Iterator[Constraint]:
    for constraint in decision.constraints:
        if constraint.kind is ConstraintKind.KEEP and (constraint.until is None or today <= constraint.until):
            yield constraint


def _symbols_of(finding: Finding, module: str) -> list[tuple[str, str]]:
    """(module, qualified name) of the finding itself and of every other symbol it says it is about."""
    found = [(module, finding.symbol)]
    for text in finding.details.get("symbols", ()):
        where, colon, name = str(text).rpartition(":")
        found.append((where, name) if colon else (module, name))
    return [(where, name) for where, name in found if name]


def _kept_because(decision: Decision, constraint: Constraint) -> str:
    until = f"until {constraint.until}: " if constraint.until else ""
    return until + _quoted(decision)


def _quoted(decision: Decision) -> str:
    """`"Construction lists its needs". <the sentence of its outcome>`; whoever shows it says the id first."""
    draft = "draft " if decision.draft else ""
    sentence = f". {decision.sentence}" if decision.sentence else ""
    return f'{draft}"{decision.title}"{sentence}'


def _break(constraint: Constraint, draft: Draft, survey: Survey) -> str | None:
    if constraint.kind is ConstraintKind.REQUIRE_PATH:
        return _required_gone(constraint, draft, survey)
    if constraint.kind is ConstraintKind.KEEP:
        expired = constraint.until is not None and constraint.until < survey.today
        return None if expired else _kept_gone(constraint, draft, survey.index)
    for change in draft.changes.files:
        before, after = _both(change)
        module = survey.index.module_name(change.path)
        added = (_seen(constraint, change.path, module, after) - _seen(constraint, change.path, module, before))
        if added:
            return f"{change.path} {min(added)}"
    return None


def _seen(constraint: Constraint, path: str, module: str, facts: ModuleFacts | None) -> Counter[str]:
    if facts is None:
        return Counter()
    return Counter(violation.what for violation in violations_in(constraint, path, module, facts))


def _orphans(draft: Draft, survey: Survey) -> Iterator[tuple[Decision, Orphan]]:
    """What the draft would take away of what accepted records name, unless other records keep it out anyway."""
    before: dict[str, ModuleFacts] = {}
    after: dict[str, ModuleFacts] = {}
    for change in draft.changes.files:
        old, new = _both(change)
        module = survey.index.module_name(change.path)
        before |= {} if old is None else {module: old}
        after |= {} if new is None else {module: new}
    moves = moves_between(before, after)
    for decision in survey.decisions.accepted if moves else ():
        for orphan in orphans(decision, moves, survey.today):
            yield decision, orphan


def _orphaning(decision: Decision, orphan: Orphan) -> Ground:
    gone = f"{orphan.symbol} would be {orphan.new} then" if orphan.new else f"{orphan.symbol} would be gone"
    return ground(decision, f"{gone}, and {orphan.where} would name what is not there, so that record has to be edited "
                            f"first (nova decisions drafts): {_quoted(decision)}", Force.BLOCKS)


def _both(change: FileChange) -> tuple[ModuleFacts | None, ModuleFacts | None]:
    """Facts of a Python file before and after; None where it does not exist or cannot be read."""
    if not change.path.endswith((".py", ".pyi")):
        return None, None
    return (None if change.before is None else facts_of(change.before),
            None if change.after is None else facts_of(change.after))


def _required_gone(constraint: Constraint, draft: Draft, survey: Survey) -> str | None:
    gone = {change.path for change in draft.changes.files if change.after is None}
    if not gone:
        return None
    before = survey.snapshot.files.keys()
    after = (before - gone) | {change.path for change in draft.changes.files if change.after is not None}
    for pattern in constraint.of:
        if _any(pattern, before) and not _any(pattern, after):
            return f"{pattern} would be deleted"
    return None


def _any(pattern: str, paths: Iterable[str]) -> bool:
    return any(path_matches(pattern, path) for path in paths)


def _kept_gone(constraint: Constraint, draft: Draft, index: Index) -> str | None:
    for change in draft.changes.files:
        before, after = _both(change)
        if before is None:
            continue
        module = index.module_name(change.path)
        gone = {definition.qualname for definition in before.definitions} - _bound(after)
        for name in sorted(gone):
            # Only the name itself: taking a line out of a kept class is for the rules that the constraint names.
            pattern = next((p for p in constraint.of if symbol_matches((p,), module, name)), None)
            if pattern and not _inside_another(name, gone):
                return f"{module}:{name} would be gone"
    return None


def _changed(change: FileChange) -> set[str]:
    """The definitions of a Python file whose source is another afterwards, or gone."""
    texts = [_texts(facts, source) for facts, source in zip(_both(change), (change.before, change.after), strict=True)]
    return {name for name, text in texts[0].items() if texts[1].get(name) != text}


def _texts(facts: ModuleFacts | None, source: bytes | None) -> dict[str, list[bytes]]:
    """Qualified name -> the source of each definition that has it."""
    found: dict[str, list[bytes]] = {}
    lines = (source or b"").splitlines()
    for item in facts.definitions if facts is not None else ():
        found.setdefault(item.qualname, []).append(b"\n".join(lines[item.line - 1:item.end_line]))
    return found


def _bound(facts: ModuleFacts | None) -> set[str]:
    """The names that a module still gives out."""
    if facts is None:
        return set()
    return {definition.qualname for definition in facts.definitions} | {
        item.binds for item in facts.imports if not item.scope}


def _inside_another(name: str, gone: set[str]) -> bool:
    return any(name.startswith(f"{other}.") for other in gone)


def _mended(constraint: Constraint, draft: Draft, index: Index) -> str | None:
    """What the constraint asks for and the draft does: violations or sites that are gone; None: nothing."""
    mended = 0
    for change in draft.changes.files:
        before, after = _both(change)
        module = index.module_name(change.path)
        mended += max(0, _owed(constraint, change.path, module, before) - _owed(constraint, change.path, module, after))
    if not mended:
        return None
    places = "1 place" if mended == 1 else f"{mended} places"
    if constraint.kind is ConstraintKind.PREFER:
        return f"it asks for {constraint.use} instead of {constraint.of[0]}: {places} follow it"
    return f"its constraint {constraint.id} was broken in {places} and no longer is"


def _owed(constraint: Constraint, path: str, module: str, facts: ModuleFacts | None) -> int:
    if facts is None:
        return 0
    return len(violations_in(constraint, path, module, facts)) + len(migrations_in(constraint, path, module, facts))
