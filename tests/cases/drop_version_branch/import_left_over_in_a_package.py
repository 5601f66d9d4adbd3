# with: {"path": "pkg/__init__.py", "floor": [3, 9], "branches": [{"test": "sys.version_info[:2] >= (3, 9)"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: pkg/__init__.py
"""Words."""
import sys

if sys.version_info[:2] >= (3, 9):
    from functools import cache
else:
    from functools import lru_cache as cache  # pragma: no cover

print(cache)
# becomes
# file: pkg/__init__.py
"""Words."""

from functools import cache

print(cache)
