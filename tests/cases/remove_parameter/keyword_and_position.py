# with: {"path": "m.py", "function": "f", "parameter": "b"}
def f(a, b=1, *, c=2):
    return a + c
f(1, 2)
f(
    1,
    2,
    c=3,
)
f(1, b=2, c=3)
f(b=1, a=2)
# file: n.py
import m

m.f(1, 2)
# becomes
# file: m.py
def f(a, *, c=2):
    return a + c
f(1)
f(
    1,
    c=3,
)
f(1, c=3)
f(a=2)
# file: n.py
import m

m.f(1)
