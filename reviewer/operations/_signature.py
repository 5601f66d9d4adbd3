"""A function's signature made another one: its head, and the arguments of every call that follows it.

A change of the signature is said by a function that gives, for the parameters as they are, those that shall be. The
same one serves overloads, stubs and overrides.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from reviewer.errors import OperationDeclined
from reviewer.names import Function
from reviewer.operations._elements import Elements, Item, elements_of_call, elements_of_definition
from reviewer.operations._nested import Nested, Piece
from reviewer.operations._uses import Site


class How(IntEnum):
    """How a parameter is filled, in the order in which a head lists them."""

    POSITION = 0
    EITHER = 1
    REST = 2
    KEYWORD = 3
    OTHERS = 4


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    how: How
    default: str | None = None
    text: str = ""
    """What the head says, for one that is new."""
    is_new: bool = False

    @property
    def is_positional(self) -> bool:
        return self.how <= How.EITHER


Parameters = tuple[Parameter, ...]
Change = Callable[[Parameters], Parameters]


@dataclass(frozen=True, slots=True)
class Passed:
    """What the calls pass from now on, beside what they pass already."""

    values: Mapping[str, str] = field(default_factory=dict)
    """Source text by parameter, for those that the call does not pass."""
    by_position: bool = False
    """Pass these by position where that is possible."""
    normal: bool = False
    """Pass everything by position where that is possible."""


def parameters_of(function: Function) -> Parameters:
    """In the order of the head."""
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(given.defaults))
    found = [Parameter(one.arg, How.POSITION if number < len(given.posonlyargs) else How.EITHER, _source(default))
             for number, (one, default) in enumerate(zip(plain, [*defaults, *given.defaults], strict=True))]
    if given.vararg:
        found.append(Parameter(given.vararg.arg, How.REST))
    found += [Parameter(one.arg, How.KEYWORD, _source(default))
              for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    return (*found, Parameter(given.kwarg.arg, How.OTHERS)) if given.kwarg else tuple(found)


def _source(node: ast.expr | None) -> str | None:
    return None if node is None else ast.unparse(node)


def rewrite_head(splices: Nested, function: Function, change: Change) -> None:
    """Raises OperationDeclined when the head would be no valid one, or a comment in it would be lost."""
    before = parameters_of(function)
    after = tuple(sorted(change(before), key=lambda one: one.how))
    _check_valid(function.name, after)
    elements = elements_of_definition(splices, function)
    at = _places(elements)
    items: list[Item] = []
    for number, one in enumerate(after):
        if one.how is How.KEYWORD and not any(p.how in (How.REST, How.KEYWORD) for p in after[:number]):
            items.append(_marker(at, "*"))
        items.append(Item(None, (one.text,)) if one.is_new else Item(at[one.name]))
        if one.how is How.POSITION and (number + 1 == len(after) or after[number + 1].how is not How.POSITION):
            items.append(_marker(at, "/"))
    if [item.old for item in items] != list(range(len(elements.items))):
        elements.rewrite(items)


def _places(elements: Elements) -> dict[str, int]:
    """Where each parameter and marker stands."""
    found: dict[str, int] = {}
    for number in range(len(elements.items)):
        text = elements.text(number)
        found[text if text in ("/", "*") else text.lstrip("*").split(":")[0].split("=")[0].split()[0]] = number
    return found


def _marker(at: Mapping[str, int], sign: str) -> Item:
    return Item(at[sign]) if sign in at else Item(None, (sign,))


def _check_valid(name: str, after: Parameters) -> None:
    optional = False
    for one in after:
        if one.is_positional and one.default is None and optional:
            raise OperationDeclined(f"{one.name} of {name} has no default, and would stand behind one that has")
        optional = optional or (one.is_positional and one.default is not None)
    if len({one.name for one in after}) != len(after):
        raise OperationDeclined(f"{name} would have a parameter twice")


def rewrite_call(splices: Nested, site: Site, before: Parameters, after: Parameters, passed: Passed) -> bool:
    """Make the call fit the new signature; False: it fits as it is.

    `before` and `after` are without what Python fills by itself. Raises OperationDeclined when that cannot be told.
    """
    elements = elements_of_call(splices, site.call)
    items = _Call(site, elements, before, after, passed).items()
    wanted = [*(Item(number) for number in range(site.skip)), *items]
    sole = [isinstance(one, ast.GeneratorExp) for one in site.call.args] == [True] and not site.call.keywords
    if sole and len(wanted) > 1:
        wanted = [Item(0, ("(", elements.items[0], ")")) if item.old == 0 else item for item in wanted]
    if all(item.old == number and not item.pieces for number, item in enumerate(wanted)) and (
            len(wanted) == len(elements.items)):
        return False
    elements.rewrite(wanted)
    return True


class _Call:
    """One call, its arguments matched with the parameters as they are and as they shall be."""

    def __init__(self, site: Site, elements: Elements, before: Parameters, after: Parameters, passed: Passed) -> None:
        self.site, self.elements, self.before, self.after, self.passed = site, elements, before, after, passed
        self.positional = [one for one in before if one.is_positional]
        self.keywords = list(enumerate(site.call.keywords, len(site.call.args)))
        self.by_name = {keyword.arg: number for number, keyword in self.keywords if keyword.arg}
        self.by_place: dict[str, int] = {}
        self.rest: list[int] = []
        self._match()

    def _match(self) -> None:
        stars = [number for number, one in enumerate(self.site.args) if isinstance(one, ast.Starred)]
        end = stars[0] if stars else len(self.site.args)
        for number in range(len(self.site.args)):
            place = number + self.site.skip
            if number < end and number < len(self.positional):
                self.by_place[self.positional[number].name] = place
            else:
                self.rest.append(place)
        takes_rest = any(one.how is How.REST for one in self.before)
        if not stars and self.rest and not takes_rest:
            raise OperationDeclined(f"{self.site.at} passes more arguments than it takes")
        names = {one.name for one in self.before if one.how in (How.EITHER, How.KEYWORD)}
        unknown = [name for name in self.by_name if name not in names]
        if unknown and not any(one.how is How.OTHERS for one in self.before):
            raise OperationDeclined(f"{self.site.at} passes {unknown[0]}, which it does not take")
        if stars:
            self._check_stars(stars[0])
        if any(keyword.arg is None for _, keyword in self.keywords):
            self._check_double_stars()

    def _check_stars(self, first: int) -> None:
        """What a star fills must be what it filled before."""
        kept = [one.name for one in self.after if one.is_positional][:len(self.positional)]
        if kept != [one.name for one in self.positional] or any(
                one.is_new and one.is_positional and one.name not in self.passed.values
                and any(p.how is How.REST for p in self.before) for one in self.after) or (
                any(one.how is How.REST for one in self.before) and len([p for p in self.after if p.is_positional])
                != len(self.positional)):
            raise OperationDeclined(f"{self.site.at} passes *arguments, and nobody knows how many")

    def _check_double_stars(self) -> None:
        gone = {one.name for one in self.before} - {one.name for one in self.after}
        if gone:
            raise OperationDeclined(f"{self.site.at} passes **arguments, perhaps {sorted(gone)[0]} too")

    def items(self) -> list[Item]:
        order = [one for one in self.after if one.is_positional]
        last = max((n for n, one in enumerate(order) if one.name in self.by_place), default=-1)
        wanted: list[Item] = []
        later: list[Item] = []
        given: set[int] = set()
        unbroken = True
        for number, one in enumerate(order):
            place, value = self.by_place.get(one.name), self._value(one)
            named = self.by_name.get(one.name)
            if place is not None:
                given.add(place)
                (wanted if unbroken else later).append(Item(place) if unbroken else self._by_name(place, one))
            elif named is not None and unbroken and (self.passed.normal or number < last or (
                    self.rest and one.how is How.POSITION)):
                given.add(named)
                wanted.append(Item(named, self._value_of(named)))
            elif named is None and value is not None and unbroken and (
                    self.passed.by_position or self.passed.normal or number < last
                    or one.how is How.POSITION or self.rest):
                wanted.append(Item(None, (value,)))
            else:
                unbroken = False
                if named is None and value is not None:
                    later.append(Item(None, (f"{one.name}={value}",)))
        if self.rest and not unbroken and not all(self._is_star(place) for place in self.rest):
            raise OperationDeclined(f"{self.site.at} passes arguments behind one that it leaves out")
        return self._in_order([*wanted, *(Item(place) for place in self.rest), *self._named(given, later)])

    def _value(self, one: Parameter) -> str | None:
        """What to pass for a parameter that the call does not pass; what stars pass nobody knows."""
        starred = any(map(self._is_star, self.rest)) or any(keyword.arg is None for _, keyword in self.keywords)
        return None if starred and not one.is_new else self.passed.values.get(one.name)

    def _named(self, given: set[int], later: Sequence[Item]) -> list[Item]:
        """The keywords: those that were positions, those that stay, those that are new, `**` last."""
        gone = {one.name for one in self.before} - {one.name for one in self.after}
        kept = [(number, keyword) for number, keyword in self.keywords
                if number not in given and keyword.arg not in gone]
        new = [Item(None, (f"{one.name}={value}",)) for one in self.after if one.how is How.KEYWORD
               and one.name not in self.by_name and (value := self._value(one)) is not None]
        old = [item for item in later if item.old is not None]
        added = [item for item in later if item.old is None]
        stars = [Item(number) for number, keyword in kept if keyword.arg is None]
        named = [Item(number) for number, keyword in kept if keyword.arg is not None]
        if stars and kept[-1][1].arg is not None:
            return [*old, *(Item(number) for number, _ in kept), *added, *new]
        return [*old, *named, *added, *new, *stars]

    def _by_name(self, place: int, one: Parameter) -> Item:
        if one.how is How.POSITION:
            raise OperationDeclined(f"{self.site.at} would have to pass {one.name} by name, which it does not take so")
        if isinstance(self.site.call.args[place], ast.GeneratorExp):
            return Item(place, (f"{one.name}=(", self.elements.items[place], ")"))
        return Item(place, (f"{one.name}=", self.elements.items[place]))

    def _value_of(self, number: int) -> tuple[Piece, ...]:
        """What stands behind the `=` of a keyword."""
        start, end = self.elements.items[number]
        value = self.elements.text(number).partition("=")[2]
        return ((end - len(value.lstrip()), end),) if end > start else ()

    def _is_star(self, place: int) -> bool:
        return isinstance(self.site.call.args[place], ast.Starred)

    def _in_order(self, items: list[Item]) -> list[Item]:
        """The arguments in their new order, by name instead where changing the order would change what happens."""
        moved = [item.old for item in items if item.old is not None]
        if moved == sorted(moved) or not self._does_work(moved):
            return items
        names = {place: name for name, place in self.by_place.items()}
        how = {one.name: one for one in self.after}
        first = min(n for n, (a, b) in enumerate(zip(moved, sorted(moved), strict=True)) if a != b)
        head = [item for item in items if item.old in moved[:first]]
        rest = sorted((item for item in items if item.old is not None and item not in head),
                      key=lambda item: item.old or 0)
        named = [self._by_name(item.old, how[names[item.old]]) if item.old in names else replace(item, pieces=())
                 for item in rest if item.old is not None]
        if any(item.old in self.rest for item in rest):
            raise OperationDeclined(f"{self.site.at} passes arguments whose order matters")
        added = [item for item in items if item.old is None]
        if any("=" not in str(item.pieces[0]).split("(")[0] for item in added):
            raise OperationDeclined(f"{self.site.at} passes arguments whose order matters")
        return [*head, *named, *added]

    def _does_work(self, moved: Sequence[int]) -> bool:
        """May one of the arguments that change places do something, or see what another one does?"""
        values = [*self.site.call.args, *(keyword.value for keyword in self.site.call.keywords)]
        changed = [values[a] for a, b in zip(moved, sorted(moved), strict=True) if a != b]
        working = [value for value in changed if not is_plain(value)]
        return len(working) > 1 or (len(working) == 1 and any(
            not isinstance(value, ast.Constant) for value in changed if value is not working[0]))


def is_plain(node: ast.expr) -> bool:
    """Constants, names, attributes of names, functions without name, and displays of those."""
    if isinstance(node, ast.Tuple | ast.List):
        return all(is_plain(element) for element in node.elts)
    if isinstance(node, ast.Attribute):
        return is_plain(node.value)
    if isinstance(node, ast.UnaryOp):
        return is_plain(node.operand)
    return isinstance(node, ast.Constant | ast.Name | ast.Lambda)
