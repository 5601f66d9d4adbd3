# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info >= (3, 8)"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
import sys

# Python 3.7 has no Protocol
if sys.version_info >= (3, 8):
    from typing import Protocol

    # a shape
    class P(Protocol):
        """Words
    that stay."""
        x = (1,
             2)
else:
    from typing_extensions import Protocol


print(P)
# becomes
from typing import Protocol

# a shape
class P(Protocol):
    """Words
    that stay."""
    x = (1,
         2)


print(P)
