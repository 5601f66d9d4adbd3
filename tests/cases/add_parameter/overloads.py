# with: {"path": "m.py", "function": "name", "parameter": "log", "default": "None"}
from typing import overload


@overload
def name(s: int) -> int: ...
@overload
def name(s: str) -> str: ...
def name(s):
    return s
# becomes
from typing import overload


@overload
def name(s: int, log=None) -> int: ...
@overload
def name(s: str, log=None) -> str: ...
def name(s, log=None):
    return s
