"""Attacks on a proof by a proposer that is hijacked in full, and how one is carried out.

Each tries to have a wrong change graded. `free-form`: the change set is arbitrary bytes, as a hijacked store or model
could make it. `catalogue`: the recipe is made of operations, and the repository is hostile, or the proposer puts files
beside what the recipe makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from proving import NOTHING, Proving, draft_of, everything
from renamer import renaming

from reviewer.domain.change import ChangeSet, FileChange
from reviewer.domain.finding import Finding
from reviewer.domain.proposal import Draft
from reviewer.domain.recipe import Plan, Recipe, Step
from reviewer.domain.verdict import Grade
from reviewer.drafting import apply_recipe
from reviewer.drafting import draft_of as drafted
from reviewer.errors import OperationDeclined

Content = str | bytes
Setup = Callable[[Path, Path], None]
"""Makes the checkout hostile beyond what a commit can: (the checkout, a folder outside of it)."""

CART = '''\
def total(prices, rate):
    if rate > 1:
        raise ValueError(rate)
    return sum(prices) * rate


def wrong(prices, rate):
    return -1
'''
TILL = '''\
from shop.cart import total


def pay(prices):
    return total(prices, 0.5)
'''
TESTS = '''\
import pytest
from shop.cart import total
from shop.till import pay


def test_total():
    assert total([1, 2], 0.5) == 1.5


def test_rate():
    with pytest.raises(ValueError):
        total([], 3)


def test_pay():
    assert pay([4]) == 2
'''
SHOP: Mapping[str, Content] = {"shop/__init__.py": "", "shop/cart.py": CART, "shop/till.py": TILL,
                               "tests/test_cart.py": TESTS}
WRONG = CART.replace("* rate", "+ rate")
"""What a free-form attack wants graded: two tests fail on it."""
REDIRECT = Recipe((Step("redirect_call", {"path": "shop/till.py", "old": "shop.cart.total", "new": "shop.cart.wrong",
                                          "split": 2}),))
"""What a catalogue attack wants graded: `pay` calls another function, and a test fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One attempt. It is held when its grade is not above what is expected and it left no trace."""

    name: str
    kind: str
    """`free-form` or `catalogue`."""
    base: Mapping[str, Content] = field(default_factory=dict)
    """Files of the repository beside the shop's, or instead of them."""
    after: Mapping[str, Content | None] = field(default_factory=dict)
    """The files as the change leaves them, for the catalogue beside what the recipe does; None deletes one."""
    recipe: Recipe = REDIRECT
    setup: Setup | None = None
    seconds: float = 20.0
    trace: str = ""
    """A file outside of the checkout that is there when the attack ran code on this machine or wrote to it."""
    because: str = ""
    """What the verdict must say of it: an attack that fails for another reason shows nothing."""

    def __str__(self) -> str:
        return self.name

    @property
    def allowed(self) -> frozenset[Grade]:
        return frozenset({Grade.UNPROVEN, Grade.C}) if self.kind == "free-form" else frozenset({Grade.UNPROVEN})

    @property
    def expected(self) -> str:
        return "C or unproven" if self.kind == "free-form" else "unproven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of an attack."""

    attack: Attack
    grade: Grade
    why: str
    traced: bool

    @property
    def held(self) -> bool:
        return self.grade in self.attack.allowed and not self.traced and self.attack.because in self.why

    def to_json(self) -> dict[str, object]:
        return {"attack": self.attack.name, "kind": self.attack.kind, "expected": self.attack.expected,
                "grade": str(self.grade), "why": self.why, "held": self.held}


class Ground:
    """Repositories under attack; attacks on equal ones share the run of the base."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, Proving] = {}

    def carry_out(self, attack: Attack) -> Told:
        """Let the verifier judge what the hijacked proposer wants."""
        proving = self._proving(attack)
        with renaming():
            try:
                draft = _draft(attack, proving)
            except OperationDeclined as declined:
                return Told(attack=attack, grade=Grade.UNPROVEN, why=f"declined: {declined}", traced=False)
            verdict = proving.verifier.verify(draft)
        traced = bool(attack.trace) and (proving.folder / attack.trace).exists()
        return Told(attack=attack, grade=verdict.grade, why=verdict.why, traced=traced)

    def _proving(self, attack: Attack) -> Proving:
        # A checkout that is hostile beyond its commit is nobody else's.
        key = attack.name if attack.setup else repr((sorted(attack.base.items()), attack.seconds))
        if key not in self._known:
            folder = self.folder / f"ground{len(self._known)}"
            proving = Proving(folder, {**SHOP, **attack.base}, seconds=attack.seconds)
            if attack.setup is not None:
                attack.setup(proving.path, folder)
                proving = Proving(folder, {}, seconds=attack.seconds, path=proving.path)
            self._known[key] = proving
        return self._known[key]


def _draft(attack: Attack, proving: Proving) -> Draft:
    if attack.kind == "catalogue":
        made = {change.path: change for change in apply_recipe(attack.recipe, proving.tree()).files}
        made |= {change.path: change for change in _changes(attack, proving)}
        changes = ChangeSet(tuple(made[path] for path in sorted(made)))
        finding = Finding(rule="a-rule", path=changes.paths[0], line=1, end_line=1, symbol="it", message="seen")
        return drafted([finding], Plan(recipe=attack.recipe, title="Change it", why="It is a case."), changes)
    return draft_of(*_changes(attack, proving), recipe=NOTHING)


def _changes(attack: Attack, proving: Proving) -> Iterator[FileChange]:
    """The change set as it is, with spans that allow everything."""
    for path, content in sorted(attack.after.items()):
        before = proving.snapshot.read(path) if path in proving.snapshot.files else None
        after = content.encode() if isinstance(content, str) else content
        yield FileChange(path=path, before=before, after=after, spans=everything(before))
