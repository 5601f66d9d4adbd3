# with: {"path": "m.py", "floor": [3, 10]}
from mine import List


def f(x: List[int]): ...
# left alone
