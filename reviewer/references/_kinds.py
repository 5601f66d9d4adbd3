"""What a name can stand for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symbol:
    """A module, or something that it defines by this qualified name; "" is the module itself."""

    path: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the project."""

    of: Symbol


@dataclass(frozen=True, slots=True)
class External:
    """Something that the project does not define, by its dotted name; `made`: an object of that class."""

    dotted: str
    made: bool = False


Meanings = tuple[Symbol | Instance | External, ...]
