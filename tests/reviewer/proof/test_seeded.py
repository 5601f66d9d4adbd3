"""The edits that the proof is measured with are what they are called."""

from __future__ import annotations

import asyncio

import pytest

from bench.seeded.breaking import breaking
from bench.seeded.edit import Edit, chosen, possible
from bench.seeded.harmless import harmless

SOURCE = b'''\
def mean(numbers, scale=2):
    """A docstring is no code."""
    count = 0
    whole = None
    for number in numbers:
        if number < 3 and number != 7:
            continue
        count += 1
        whole = number if whole is None else max(whole, number)
    if not count:
        raise ValueError("empty")
    return (whole - count) * scale


async def later(numbers):
    found = []
    await asyncio.sleep(0)
    found.append(mean(numbers, 3))
    return found
'''


def results(source: bytes) -> list[object]:
    names: dict[str, object] = {"asyncio": asyncio}
    exec(compile(source, "<case>", "exec"), names)
    told: list[object] = []
    for numbers in ([], [1], [4, 7, 3], [3, 9]):
        for call in (names["mean"], lambda n, later=names["later"]: asyncio.run(later(n))):
            try:
                told.append(call(numbers))
            except Exception as error:
                told.append(type(error))
    return told


def edits(ways, most: int = 999) -> list[Edit]:
    return chosen(possible("a.py", SOURCE, ways), most, "seed")


@pytest.mark.parametrize("edit", edits(harmless), ids=str)
def test_a_harmless_edit_changes_no_result(edit: Edit) -> None:
    assert edit.after != SOURCE
    assert results(edit.after) == results(SOURCE)


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::SyntaxWarning")
def test_most_breaking_edits_change_one_and_every_kind_is_there() -> None:
    found = edits(breaking)
    assert {edit.kind for edit in found} == {
        "changed constant", "changed default", "changed exception", "changed operator", "dropped await",
        "dropped return", "flipped comparison", "lost jump", "lost side effect", "negated condition", "off by one",
        "swapped arguments"}
    changed = sum(results(edit.after) != results(SOURCE) for edit in found)
    assert changed > 0.7 * len(found)


def test_the_same_seed_chooses_the_same_and_each_kind_in_turn() -> None:
    assert edits(breaking, 12) == edits(breaking, 12)
    assert len({edit.kind for edit in edits(breaking, 12)}) == 12
