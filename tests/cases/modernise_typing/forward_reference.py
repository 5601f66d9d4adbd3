# with: {"path": "m.py", "floor": [3, 10]}
from typing import List, Optional


def f(x: Optional["Later"], y: List["Later"]): ...


class Later: ...
# left alone
