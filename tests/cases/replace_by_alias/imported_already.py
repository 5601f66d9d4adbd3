# with: {"path": "b.py", "name": "f", "module": "a"}
# file: a.py
def f(a): ...
# file: b.py
from a import f
# left alone
