"""What one fast pass over a Python file knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DefinitionKind(StrEnum):
    FUNCTION = "function"
    CLASS = "class"
    CONSTANT = "constant"
    """A module-level name bound by assignment, whatever its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    name: str
    kind: str
    """positional-only | positional | var-positional | keyword-only | var-keyword"""
    default: str | None = None
    """The default as `ast.unparse` writes it; None: there is none."""
    annotated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A function, class or module-level name. Lines count from 1 and include decorators."""

    name: str
    qualname: str
    """Dotted inside the module: `Clock.now`, `outer.inner`."""
    kind: DefinitionKind
    line: int
    end_line: int
    decorators: tuple[str, ...] = ()
    """Dotted names of the decorators, outermost first; a call's arguments are left out."""
    parameters: tuple[Parameter, ...] = ()
    bases: tuple[str, ...] = ()
    body_key: str = ""
    """Hash of the normalised body without docstring and name: equal for equal code. Functions and classes only."""
    statements: int = 0
    """Statements in the body at any depth, the docstring left out."""
    conditional: bool = False
    """Inside `if`, `try`, `with` or a loop at module or class level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported name. `import a.b` binds `a`; `from a import b as c` binds `c`."""

    module: str
    """Absolute dotted module when the package is known, else as written with its leading dots."""
    name: str | None
    """None for `import module`; `*` for a star import."""
    binds: str
    line: int
    scope: str = ""
    """Qualified name of the enclosing definition; empty at module level."""
    guarded: bool = False
    """Inside `if` or `try` (TYPE_CHECKING among them)."""
    level: int = 0
    """Leading dots as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call whose callee is a plain or dotted name."""

    callee: str
    """As written: `f`, `self.f`, `module.f`."""
    line: int
    positional: tuple[str, ...] = ()
    """Each positional argument as `ast.unparse` writes it; a starred one begins with `*`."""
    keywords: tuple[tuple[str, str], ...] = ()
    """(name, value); a `**mapping` has the name `**`."""
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleFacts:
    """What the index keeps of one Python file. It depends on the bytes alone, so it is cached by blob id."""

    lines: int
    definitions: tuple[Definition, ...] = ()
    imports: tuple[Import, ...] = ()
    calls: tuple[Call, ...] = ()
    names: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Identifier -> lines where it is *used*: loaded or deleted names, attributes, keyword arguments,
    `global` and `nonlocal`. A definition's own name, a parameter and an assignment target are not uses."""
    attributes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """The part of `names` that is an attribute there: `x.name`, or a keyword in a class pattern."""
    bound: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Identifier -> lines where a plain name is assigned, at any depth: variables, loop targets, class attributes."""
    string_words: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Identifier-like words inside string literals that are not docstrings -> lines. Annotations in quotes and
    `getattr(x, "name")` are found here."""
    doc_words: frozenset[str] = frozenset()
    """Identifier-like words in docstrings and comments."""
    exports: tuple[str, ...] | None = None
    """`__all__` when it is a plain literal (with `+=` of literals); None when there is none."""
    dynamic_exports: bool = False
    """`__all__` is computed, or the module defines `__getattr__`."""
    star_imports: bool = False
    future_annotations: bool = False
