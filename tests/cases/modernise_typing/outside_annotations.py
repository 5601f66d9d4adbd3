# with: {"path": "m.py", "floor": [3, 10]}
from typing import Dict, List, Optional, cast

Table = Dict[str, int]


class Mine(List[int]): ...


def f(x):
    return cast(Optional[int], x)
# left alone
