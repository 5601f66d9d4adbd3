# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from typing import List


class Store:
    def list(self) -> List[int]: ...

    def others(self) -> List[int]: ...


def free() -> List[int]: ...
# becomes
from typing import List


class Store:
    def list(self) -> List[int]: ...

    def others(self) -> List[int]: ...


def free() -> list[int]: ...
