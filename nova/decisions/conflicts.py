"""Two accepted constraints on the same ground: what one asks for, the other forbids, or says once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import combinations

from nova.decisions.scopes import covers, module_matches
from nova.decisions.treecode import TreeCode
from nova.domain.decision import Constraint, ConstraintKind, Decision
from nova.domain.remark import Remark

Bound = tuple[Decision, Constraint]
_FORBIDS = {"call": ConstraintKind.FORBID_CALL, "import": ConstraintKind.FORBID_IMPORT}


def conflicts(accepted: Sequence[Decision], code: TreeCode) -> Iterator[Remark]:
    """A remark for each pair that cannot stand together, at the later record, naming the earlier one."""
    bound = [(decision, constraint) for decision in accepted for constraint in decision.constraints]
    for one, other in combinations(bound, 2):
        what = _contradiction(one, other, code) or _contradiction(other, one, code) or _repetition(one, other)
        if what:
            (first, here), (second, there) = one, other
            name = f"{first.id} {here.id}" if first.id != second.id else here.id
            yield Remark(second.path, there.line, f"its constraint {there.id} and {name} stand on the same ground: "
                                                  f"{what}; one record is to give way (nova decisions supersede)")


def _contradiction(one: Bound, other: Bound, code: TreeCode) -> str | None:
    """What the two say against each other, the first being of the kind that a line below begins with."""
    (first, a), (second, b) = one, other
    kinds = (a.kind, b.kind)
    if kinds == (ConstraintKind.ONLY_IMPORT, ConstraintKind.ONLY_IMPORT):
        return _two_homes(a, b)
    if kinds == (ConstraintKind.ONLY_IMPORT, ConstraintKind.FORBID_IMPORT):
        return _closed_home(a, b, code)
    if a.kind is ConstraintKind.PREFER and b.kind is _FORBIDS[a.what]:
        return _forbidden_choice(a, b, code, same_record=first.path == second.path)
    if kinds == (ConstraintKind.PREFER, ConstraintKind.PREFER):
        return _two_choices(a, b, code)
    if a.kind is ConstraintKind.KEEP:
        return _kept_and_forbidden(a, b, code)
    if kinds == (ConstraintKind.LAYERS, ConstraintKind.LAYERS):
        return _upside_down(a, b, code)
    return None


def _two_homes(a: Constraint, b: Constraint) -> str | None:
    common = sorted(set(a.of) & set(b.of))
    if not common or set(a.inside) == set(b.inside):
        return None
    return f"{common[0]} may be imported only from {', '.join(a.inside)}, and only from {', '.join(b.inside)}"


def _closed_home(a: Constraint, b: Constraint, code: TreeCode) -> str | None:
    for module in a.of:
        if any(module_matches(target, module) for target in b.of) and _overlap(a, b, code):
            return f"{module} may be imported from {', '.join(a.inside)}, and is forbidden there"
    return None


def _forbidden_choice(a: Constraint, b: Constraint, code: TreeCode, *, same_record: bool) -> str | None:
    if not _overlap(a, b, code):
        return None
    if a.use and any(module_matches(target, a.use) for target in b.of):
        return f"{a.use} is to be used, and is forbidden"
    if not same_record and any(module_matches(target, a.of[0]) for target in b.of):
        return f"{a.of[0]} is forbidden by one record and replaced by {a.use} by the other"
    return None


def _two_choices(a: Constraint, b: Constraint, code: TreeCode) -> str | None:
    if a.what != b.what or not _overlap(a, b, code):
        return None
    if a.of == b.of and a.use != b.use:
        return f"{a.of[0]} is to become {a.use}, and {b.use}"
    if a.use == b.of[0] and b.use == a.of[0]:
        return f"{a.of[0]} is to become {a.use}, and the other way round"
    return None


def _kept_and_forbidden(a: Constraint, b: Constraint, code: TreeCode) -> str | None:
    if b.kind not in (ConstraintKind.FORBID_CALL, ConstraintKind.FORBID_NAME):
        return None
    for symbol in a.of:
        module, _, name = symbol.partition(":")
        if b.kind is ConstraintKind.FORBID_CALL:
            forbidden = f"{module}.{name}" in b.of
        else:
            last = name.rpartition(".")[2]
            forbidden = any(fnmatchcase(last, pattern) for pattern in b.of) and any(
                covers(b.inside, path, code.module_name(path)) for path in code.files_of(symbol))
        if forbidden:
            return f"{symbol} is kept, and forbidden"
    return None


def _upside_down(a: Constraint, b: Constraint, code: TreeCode) -> str | None:
    for upper, lower in combinations(a.of, 2):
        if {upper, lower} <= set(b.of) and b.of.index(upper) > b.of.index(lower) and _overlap(a, b, code):
            return f"{upper} is above {lower}, and below it"
    return None


def _repetition(one: Bound, other: Bound) -> str | None:
    (first, a), (second, b) = one, other
    same = (a.kind, set(a.of), set(a.inside), set(a.rules), a.use, a.until) == (
        b.kind, set(b.of), set(b.inside), set(b.rules), b.use, b.until)
    return "both say the same" if same and first.path != second.path else None


def _overlap(a: Constraint, b: Constraint, code: TreeCode) -> bool:
    """Whether some file is in the scope of both; scopes that are written alike always are."""
    if not a.inside or not b.inside or set(a.inside) & set(b.inside):
        return True
    return any(covers(b.inside, path, code.module_name(path)) for path in code.in_scope(a.inside))
