# with: {"path": "b.py", "name": "f", "module": "a"}
# file: a.py
import c
def f(a): ...
# file: b.py
def f(a): ...
# file: c.py
from b import f
# declined: would import each other
