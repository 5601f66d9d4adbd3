"""Every operation against its cases: `tests/cases/<kind>/*.py`, in the form that `read_case` below describes."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import libcst
import pytest

from reviewer.domain.change import FileChange
from reviewer.domain.finding import Effect
from reviewer.errors import OperationDeclined
from reviewer.operations import operations
from reviewer.tree import Tree

CASES = Path(__file__).parents[1] / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One operation case: these files, these parameters, and what becomes of them.

    `becomes` holds the files after, None for a deleted one; it is empty when everything is to be left alone.
    """

    kind: str
    name: str
    parameters: Mapping[str, Any] = field(hash=False)
    before: Mapping[str, bytes] = field(hash=False)
    becomes: Mapping[str, bytes | None] = field(hash=False)
    declined: str | None = None
    leaves: tuple[str, ...] = ()
    """What is listed as left alone, word for word, by place; empty when the case says nothing about it."""

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"


def cases(folder: Path) -> list[Case]:
    """Every case under `folder / <kind> / *.py`, in order of name."""
    return [read_case(path) for path in sorted(folder.glob("*/*.py"))]


def read_case(path: Path) -> Case:
    """Read a case file:

        # with: {"path": "m.py", "names": ["os"]}
        # file: m.py                    (left out: one file, m.py)
        ...
        # becomes                       or `# left alone`, or `# declined: words of the message`
        # leaves: m.py:3 why it does    (any number of them, or none)
        # file: m.py
        ...
        # deleted: other.py
    """
    first, *lines = path.read_bytes().decode("utf-8").split("\n")
    if not first.startswith("# with:"):
        raise ValueError(f"{path}: the first line is not `# with: {{...}}`")
    ends = [number for number, line in enumerate(lines) if _verdict(line)]
    if len(ends) != 1:
        raise ValueError(f"{path}: one line `# becomes`, `# left alone` or `# declined: ...` is needed")
    end = ends[0]
    before = {name: content for name, content in _files(lines[:end]).items() if content is not None}
    leaves = [line.removeprefix("# leaves: ") for line in lines[end + 1:] if line.startswith("# leaves: ")]
    after = [line for line in lines[end + 1:] if not line.startswith("# leaves: ")]
    verdict = _verdict(lines[end])
    return Case(path.parent.name, path.stem, json.loads(first.removeprefix("# with:")), before,
                _files(after) if verdict == "becomes" else {},
                lines[end].partition("declined:")[2].strip() if verdict == "declined" else None, tuple(leaves))


def _verdict(line: str) -> str | None:
    word = line.rstrip()
    if word in ("# becomes", "# left alone"):
        return word[2:]
    return "declined" if word.startswith("# declined:") else None


def _files(lines: Sequence[str]) -> dict[str, bytes | None]:
    files: dict[str, list[str] | None] = {}
    current: list[str] | None = None
    for line in lines:
        if line.startswith("# file: "):
            current = files.setdefault(line.removeprefix("# file: ").strip(), [])
        elif line.startswith("# deleted: "):
            files[line.removeprefix("# deleted: ").strip()] = current = None
        elif current is not None:
            current.append(line + "\n")
        elif line.strip() and not files:
            current = files.setdefault("m.py", [])
            assert current is not None
            current.append(line + "\n")
    return {name: None if content is None else _text(content, last=name == next(reversed(files)))
            for name, content in files.items()}


def _text(lines: Sequence[str], *, last: bool) -> bytes:
    """The file's bytes. The case file's own final newline is not a further line of its last file."""
    text = "".join(lines)
    return (text.removesuffix("\n") if last and text.endswith("\n\n") else text).encode("utf-8")


def outside(spans: Iterable[tuple[int, int]], source: bytes) -> Iterator[bytes]:
    """The stretches of `source` before, between and after the spans: what a change must leave as it is."""
    lines = source.splitlines(keepends=True)
    start = 0
    for first, last in sorted(spans):
        yield b"".join(lines[start:max(start, first - 1)])
        start = max(start, last)
    yield b"".join(lines[start:])


def tree_with(files: dict[str, bytes], folder: Path) -> Tree:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return Tree(folder, files)


def apply(case: Case, tree: Tree) -> list[FileChange]:
    changes = list(operations()[case.kind].apply(tree, case.parameters))
    for change in changes:
        tree.apply(change)
    return changes


def stays_outside_its_spans(change: FileChange) -> bool:
    """Whether every stretch of the file that the operation did not name is still there, in order."""
    if change.before is None or change.after is None:
        return True
    first, *others = outside(change.spans, change.before)
    if not others:
        return change.before == change.after
    *between, end = others
    at = len(first) if change.after.startswith(first) else -1
    for stretch in between:
        at = change.after.find(stretch, at) + len(stretch) if at >= 0 and stretch in change.after[at:] else -1
    return at >= 0 and change.after[at:].endswith(end)


@pytest.mark.parametrize("case", cases(CASES), ids=str)
def test_case(case: Case, tmp_path: Path) -> None:
    tree = tree_with(dict(case.before), tmp_path)
    if case.declined is not None:
        with pytest.raises(OperationDeclined) as declined:
            apply(case, tree)
        assert case.declined in str(declined.value)
        return
    changes = apply(case, tree)

    expected = {path: content for path, content in case.becomes.items() if content != case.before.get(path)}
    changed = {file.path: _shown(file.after) for file in tree.changes().files}
    assert changed == {path: _shown(content) for path, content in expected.items()}
    assert not case.leaves or tuple(map(str, tree.changes().left)) == case.leaves
    for change in changes:
        assert stays_outside_its_spans(change), f"{change.path}: changed outside {change.spans}"
        if change.after is not None and change.path.endswith(".py"):
            libcst.parse_module(change.after)
            ast.parse(change.after)
    settles(case, tree)


def settles(case: Case, tree: Tree) -> None:
    """A second run changes nothing, or declines."""
    before = tree.changes()
    try:
        apply(case, tree)
    except OperationDeclined:
        return
    assert tree.changes() == before


def _shown(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8")


@pytest.mark.parametrize("kind", sorted(operations()))
def test_every_operation_has_cases_and_says_what_it_does(kind: str) -> None:
    operation = operations()[kind]
    mine = [case for case in cases(CASES) if case.kind == kind]
    assert any(case.becomes for case in mine), "no case shows what it does"
    assert any(not case.becomes for case in mine), "no case shows what it leaves alone"
    assert (operation.effect is Effect.CHANGES) == (operation.changes_what is not None)
    assert operation.safe is None or operation.safe.strip()
