"""The last look at what an operation that moves code has made: every name that was known is known."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterable

from reviewer.domain.change import FileChange
from reviewer.errors import OperationDeclined
from reviewer.names import Names

_MODULE = frozenset({"__file__", "__name__", "__package__", "__spec__", "__path__", "__doc__", "__builtins__"})


def check_names_known(changes: Iterable[FileChange]) -> None:
    """Raises OperationDeclined when a name has no meaning any more that had one in its file, or in the one it left."""
    several = [change for change in changes if change.path.endswith((".py", ".pyi"))]
    before: Counter[str] = Counter(name for change in several for name in _unknown(change.before))
    for change in several:
        for name in _unknown(change.after):
            if not before[name]:
                raise OperationDeclined(f"{change.path} would use {name}, which nothing there defines: that is a fault "
                                        "of this operation")


def _unknown(content: bytes | None) -> list[str]:
    if content is None:
        return []
    try:
        names = Names(ast.parse(content))
    except (SyntaxError, ValueError, RecursionError):
        return []
    if names.star_imports:
        return []
    return [node.id for node in names.scopes if isinstance(node, ast.Name) and not names.bindings(node)
            and not hasattr(builtins, node.id) and node.id not in _MODULE]
