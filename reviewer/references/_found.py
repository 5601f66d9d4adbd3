"""What a search for references gives."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How a place refers. IMPORT: an import of something else, which binds the name beside the definition, as the
    other half of a `try` does."""

    DEFINITION = "definition"
    NAME = "name"
    IMPORT = "import"
    FROM_IMPORT = "from-import"
    ATTRIBUTE = "attribute"
    KEYWORD = "keyword"
    LISTED = "__all__"
    STRING = "string"
    ANNOTATION = "annotation string"
    DOC = "doc"


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """One place that spells the name of the definition."""

    path: str
    start: int
    """First byte of the name in the file."""
    end: int
    line: int
    column: int
    """In bytes from the beginning of the line, counted from 0."""
    kind: Kind
    why: str = field(default="", compare=False)
    """For what is not resolved: why not."""
    node: ast.AST | None = field(default=None, compare=False, repr=False)
    """The node that spells it, of the tree that `References.files` holds; None in comments and documents."""


@dataclass(frozen=True, slots=True)
class References:
    """All that refers to a definition, its own places among them, by path and position."""

    found: tuple[Reference, ...]
    unresolved: tuple[Reference, ...]
    """Places that spell the name and may mean the definition: nobody can tell without running the code."""
    unread: Mapping[str, str]
    """Why a Python file that holds the name could not be searched, by path."""
