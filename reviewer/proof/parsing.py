"""Syntax trees, made by one thread at a time.

Drafts are proved by several threads, and Python 3.11 counts the depth of a tree in one place for all of them: two at
once may end in `SystemError: AST constructor recursion depth mismatch` (python/cpython issue 106905).
"""

from __future__ import annotations

import ast
from threading import RLock

PARSING = RLock()
"""Held by whoever makes a tree, libraries that make their own included."""


def parse(source: str | bytes) -> ast.Module:
    """As `ast.parse`, with what it raises."""
    with PARSING:
        return ast.parse(source)
