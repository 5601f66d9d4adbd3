# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from typing import Any, Dict, List, Optional, Tuple, Type, Union


class Box:
    items: Dict[str, List[int]] = {}

    def get(self, key: Optional[str] = None, *rest: Union[int, None, str]) -> Optional[Union[int, "x"]]:
        found: Tuple[int, ...] = ()
        return found

    def kind(self, other: Union[Type[int], Any]) -> Optional[Box2]: ...


class Box2: ...
# becomes
from typing import Any, Optional, Union


class Box:
    items: dict[str, list[int]] = {}

    def get(self, key: str | None = None, *rest: int | None | str) -> Optional[Union[int, "x"]]:
        found: tuple[int, ...] = ()
        return found

    def kind(self, other: type[int] | Any) -> Box2 | None: ...


class Box2: ...
