# with: {"path": "m.py", "module": "m", "old": "typing.Text", "new": "words.Word"}
from typing import Any, Text


def f(x: Text) -> Any:
    return x
# becomes
from typing import Any

from words import Word


def f(x: Word) -> Any:
    return x
