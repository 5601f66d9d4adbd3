# with: {"path": "m.py", "floor": [3, 10]}
from typing import List  # used by the docs


def f(x: List[int]): ...
# left alone
