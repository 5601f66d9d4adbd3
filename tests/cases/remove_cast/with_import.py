# with: {"path": "m.py", "scope": "f", "cast": "cast(Path, x)", "nth": 0, "of": 1}
from pathlib import Path
from typing import Any, cast


def f(x: Any) -> Any:
    return cast(Path, x).name
# becomes
from typing import Any


def f(x: Any) -> Any:
    return x.name
