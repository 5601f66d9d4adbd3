# with: {"path": "m.py", "floor": [3, 10]}
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
