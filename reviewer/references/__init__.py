"""Every place of a tree that refers to a definition, exactly by scopes and imports, and what cannot be told."""

from __future__ import annotations

from reviewer.references._file import File
from reviewer.references._files import Files
from reviewer.references._found import Kind, Reference, References
from reviewer.references._meaning import External, Instance, Meanings, Resolver, Symbol
from reviewer.references._of import Searched, references, searched

__all__ = ["External", "File", "Files", "Instance", "Kind", "Meanings", "Reference", "References", "Resolver",
           "Searched", "Symbol", "references", "searched"]
