"""Files of a survey as operations read them, so that a rule sees what its operation will see."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from nova.code.index import Index
from reviewer.errors import OperationDeclined
from reviewer.operations._edits import Source, parse
from reviewer.survey import Survey
from reviewer.tree import Tree

_read: WeakKeyDictionary[Index, dict[str, Source | None]] = WeakKeyDictionary()
_trees: WeakKeyDictionary[Index, Tree] = WeakKeyDictionary()


def source_of(survey: Survey, path: str) -> Source | None:
    """The file with its names resolved; None when it cannot be parsed. Kept for as long as the index is."""
    known = _read.setdefault(survey.index, {})
    if path not in known:
        try:
            known[path] = parse(path, survey.index.source(path))
        except OperationDeclined:
            known[path] = None
    return known[path]


def certain_source_of(survey: Survey, path: str) -> Source:
    """The same; raises OperationDeclined when the file cannot be parsed."""
    source = source_of(survey, path)
    if source is None:
        raise OperationDeclined(f"{path} cannot be parsed")
    return source


def tree_of(survey: Survey) -> Tree:
    """The whole snapshot, for an operation's own questions. Nobody changes it."""
    if survey.index not in _trees:
        _trees[survey.index] = Tree(survey.snapshot.root, survey.snapshot.files)
    return _trees[survey.index]
