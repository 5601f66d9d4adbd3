"""The `nova-rules` block: constraints as they are written, read strictly.

A constraint that is not understood must not be left out in silence: everything odd is said with its line, and the
record then holds back what it may govern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import partial

from nova.decisions.scopes import as_paths
from nova.decisions.terms import (
    LONGEST,
    did_you_mean,
    is_dotted,
    is_name,
    is_plain_dotted,
    is_rule,
    listed,
    not_but,
    short,
)
from nova.domain.decision import Constraint, ConstraintKind
from nova.yamltext import BadYaml, Items, Keys, Value, parse, texts

INFO = "nova-rules"

_KEYS: dict[ConstraintKind, tuple[frozenset[str], frozenset[str]]] = {
    ConstraintKind.FORBID_IMPORT: (frozenset({"of"}), frozenset({"in"})),
    ConstraintKind.ONLY_IMPORT: (frozenset({"of", "from"}), frozenset()),
    ConstraintKind.LAYERS: (frozenset({"of"}), frozenset({"in"})),
    ConstraintKind.FORBID_CALL: (frozenset({"of"}), frozenset({"in"})),
    ConstraintKind.FORBID_NAME: (frozenset({"of"}), frozenset({"in"})),
    ConstraintKind.KEEP: (frozenset({"symbols"}), frozenset({"from", "until"})),
    ConstraintKind.PREFER: (frozenset({"use"}), frozenset({"call", "import", "in"})),
}
"""The keys that a constraint of each kind must have, and those that it may have."""

_OF: dict[ConstraintKind, tuple[Callable[[str], bool], str]] = {
    ConstraintKind.FORBID_IMPORT: (is_dotted, "dotted modules"),
    ConstraintKind.ONLY_IMPORT: (is_dotted, "dotted modules"),
    ConstraintKind.LAYERS: (is_plain_dotted, "dotted modules, the uppermost first"),
    ConstraintKind.FORBID_CALL: (is_dotted, "dotted callables"),
    ConstraintKind.FORBID_NAME: (is_name, "identifiers"),
}
"""What the words of `of` are, for each kind that has it."""

_SYMBOL = re.compile(r"[\w.*?\[\]]+:[\w.*?\[\]<>]+")


@dataclass(slots=True)
class BlockReading:
    """What one block came to. `problems` are (line, what); with one of them nothing of the record is relied on."""

    constraints: list[Constraint] = field(default_factory=list)
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    scopes: list[tuple[str, ...]] = field(default_factory=list)
    """For each entry, globs over the paths it may govern; empty: they cannot be told, so all of them."""


class _Wrong(Exception):
    def __init__(self, line: int, what: str) -> None:
        self.line, self.what = line, what
        super().__init__(what)


def is_rules_block(info: str) -> bool:
    """Whether a fence announces constraints."""
    return INFO in info.split()


def nearly_rules_block(info: str) -> str | None:
    """The word of a fence that was surely meant to announce constraints and does not; None: there is none."""
    words = [word for word in info.casefold().split() if word != INFO]
    near = get_close_matches(INFO, [word.replace("_", "-") for word in words], n=1, cutoff=0.85)
    return near[0] if near else None


def read_block(text: str, line: int, closed: bool) -> BlockReading:
    """Read the content of a block that begins at `line`. Never raises."""
    reading = BlockReading()
    if not closed:
        reading.problems.append((line - 1, f"the {INFO} block has no end"))
    try:
        value = parse(text, line)
    except BadYaml as error:
        reading.problems.append((error.line, f"{INFO}: {error.what}"))
        reading.scopes.append(())
        return reading
    if value is not None and not isinstance(value, Items):
        reading.problems.append((value.line, f"{INFO} is to be a list, each entry beginning with `- id:`"))
        reading.scopes.append(())
    elif value is not None:
        for item in value.items:
            _read_entry(item, reading)
    _same_ids(reading)
    return reading


def read_date(text: str) -> date | None:
    """A date as ISO writes it; None: it is not one."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def is_symbol(text: str) -> bool:
    """Whether the text names code as `pkg.mod:name`, with `*` where it likes."""
    return len(text) <= LONGEST and _SYMBOL.fullmatch(text) is not None


def symbol_paths(symbol: str) -> tuple[str, ...]:
    """Globs over the paths in which a symbol may be defined."""
    return as_paths(symbol.partition(":")[0])


def _read_entry(item: Value, reading: BlockReading) -> None:
    reading.scopes.append(_raw_scope(item))
    try:
        reading.constraints.append(_constraint(item))
    except _Wrong as wrong:
        reading.problems.append((wrong.line, wrong.what))


def _constraint(item: Value) -> Constraint:
    if not isinstance(item, Keys):
        raise _Wrong(item.line, 'a constraint is to be a mapping, such as {id: one-door, forbid-import: {of: [x]}}')
    kind_name = _kind_of(item)
    kind = ConstraintKind(kind_name)
    name = texts(item.values.get("id"))
    if name is None or len(name) > 1:
        raise _Wrong(item.where["id"], "id is to be one word")
    body = item.values[kind_name]
    return _BODIES[kind](name[0] if name else kind_name, body, item.where[kind_name])


def _kind_of(item: Keys) -> str:
    kinds = [kind.value for kind in ConstraintKind]
    named = [key for key in item.values if key != "id"]
    for key in named:
        if key not in kinds:
            raise _Wrong(item.where[key], f'unknown constraint kind "{short(key)}"{did_you_mean(key, kinds)}')
    if len(named) != 1:
        found = " and ".join(named) or "none"
        raise _Wrong(item.line, f"a constraint has one kind ({', '.join(kinds)}); found {found}")
    return named[0]


def _body(kind: ConstraintKind, value: Value, line: int) -> Keys:
    """The mapping of a constraint, with all the keys it must have and none that it may not."""
    needed, allowed = _KEYS[kind]
    if not isinstance(value, Keys):
        raise _Wrong(line, f"{kind} is to be a mapping with {listed(needed | allowed)}")
    for key in value.values:
        if key not in needed | allowed:
            hint = did_you_mean(key, needed | allowed) or f"; it takes {listed(needed | allowed)}"
            raise _Wrong(value.where[key], f'{kind} has no key "{short(key)}"{hint}')
    for key in sorted(needed - value.values.keys()):
        raise _Wrong(line, f'{kind} needs "{key}"')
    return value


def _words(body: Keys, key: str, fits: Callable[[str], bool], wanted: str, *, empty: bool = False) -> tuple[str, ...]:
    """The texts of a key. Raises when one of them does not fit, or when there are none and there must be."""
    if key not in body.values:
        return ()
    found = texts(body.values[key])
    if found is None or (not found and not empty):
        raise _Wrong(body.where[key], f'"{key}" is to be a list of {wanted}')
    for text in found:
        if not fits(text):
            raise _Wrong(body.where[key], f'"{key}" is to be a list of {wanted}; "{short(text)}" is none')
    return found


def _scoped(kind: ConstraintKind, name: str, value: Value, line: int) -> Constraint:
    body = _body(kind, value, line)
    fits, wanted = _OF[kind]
    scope = "from" if kind is ConstraintKind.ONLY_IMPORT else "in"
    return Constraint(id=name, kind=kind, line=line, of=_words(body, "of", fits, wanted),
                      inside=_words(body, scope, is_glob, "paths or modules"))


def _layers(name: str, value: Value, line: int) -> Constraint:
    """`layers: [upper, lower]`, or with a scope `layers: {of: [upper, lower], in: [...]}`."""
    plain = Keys(value.line, {"of": value}, {"of": line}) if isinstance(value, Items) else value
    constraint = _scoped(ConstraintKind.LAYERS, name, plain, line)
    if len(set(constraint.of)) < len(constraint.of):
        raise _Wrong(line, "layers names a module twice")
    if len(constraint.of) < 2:
        raise _Wrong(line, "layers takes two modules or more, the uppermost first")
    return constraint


def _keep(name: str, value: Value, line: int) -> Constraint:
    body = _body(ConstraintKind.KEEP, value, line)
    until = texts(body.values.get("until"))
    day = read_date(until[0]) if until else None
    if until is None or (until and day is None):
        raise _Wrong(body.where["until"], f'"until" is to be a date such as 2027-05-01{not_but(until)}')
    return Constraint(id=name, kind=ConstraintKind.KEEP, line=line, until=day,
                      of=_words(body, "symbols", is_symbol, "symbols such as pkg.mod:name"),
                      rules=_words(body, "from", is_rule, "rules or families of rules"))


def _prefer(name: str, value: Value, line: int) -> Constraint:
    body = _body(ConstraintKind.PREFER, value, line)
    what = [key for key in ("call", "import") if key in body.values]
    if len(what) != 1:
        raise _Wrong(line, 'prefer takes either "call" or "import", the one to leave')
    leave = _words(body, what[0], is_plain_dotted, "one dotted name")
    use = _words(body, "use", is_plain_dotted, "one dotted name")
    if len(leave) != 1 or len(use) != 1:
        raise _Wrong(line, f'prefer takes one "{what[0]}" and one "use"')
    return Constraint(id=name, kind=ConstraintKind.PREFER, line=line, of=leave, use=use[0], what=what[0],
                      inside=_words(body, "in", is_glob, "paths or modules"))


def _require_path(name: str, value: Value, line: int) -> Constraint:
    paths = texts(value)
    if not paths:
        raise _Wrong(line, "require-path is to be a list of paths")
    for path in paths:
        if not is_glob(path) or path.startswith("!"):
            raise _Wrong(line, f'require-path takes paths inside the project; "{short(path)}" is none')
    return Constraint(id=name, kind=ConstraintKind.REQUIRE_PATH, line=line, of=paths)


_BODIES: dict[ConstraintKind, Callable[[str, Value, int], Constraint]] = {
    ConstraintKind.FORBID_IMPORT: partial(_scoped, ConstraintKind.FORBID_IMPORT),
    ConstraintKind.ONLY_IMPORT: partial(_scoped, ConstraintKind.ONLY_IMPORT),
    ConstraintKind.LAYERS: _layers,
    ConstraintKind.FORBID_CALL: partial(_scoped, ConstraintKind.FORBID_CALL),
    ConstraintKind.FORBID_NAME: partial(_scoped, ConstraintKind.FORBID_NAME),
    ConstraintKind.KEEP: _keep,
    ConstraintKind.PREFER: _prefer,
    ConstraintKind.REQUIRE_PATH: _require_path,
}


def _same_ids(reading: BlockReading) -> None:
    seen: set[str] = set()
    for constraint in reading.constraints:
        if constraint.id in seen and constraint.id != constraint.kind:
            reading.problems.append((constraint.line, f'two constraints have the id "{short(constraint.id)}"'))
        seen.add(constraint.id)


def _raw_scope(item: Value) -> tuple[str, ...]:
    """What an entry may govern, read without judging the rest of it. Empty: it cannot be told."""
    if not isinstance(item, Keys):
        return ()
    found: list[str] = []
    for key, body in item.values.items():
        if key == ConstraintKind.REQUIRE_PATH:
            found += texts(body) or ()
        elif isinstance(body, Keys):
            found += _globs(body)
    return tuple(found)


def _globs(body: Keys) -> Iterator[str]:
    inside = texts(body.values.get("in"))
    symbols = texts(body.values.get("symbols"))
    if "in" in body.values and inside and all(map(is_glob, inside)):
        for pattern in inside:
            yield from as_paths(pattern)
    elif symbols and all(map(is_symbol, symbols)):
        for symbol in symbols:
            yield from symbol_paths(symbol)


def is_glob(text: str) -> bool:
    """Whether the text may be a scope's pattern: inside the project, and not absurdly long."""
    body = text.removeprefix("!")
    return (0 < len(body) <= LONGEST and body.isprintable() and not body.startswith(("/", "~", "!"))
            and ".." not in body.split("/") and "\\" not in body)
