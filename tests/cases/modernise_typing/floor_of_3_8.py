# with: {"path": "m.py", "floor": [3, 8]}
from typing import List


def f(x: List[int]): ...
# left alone
