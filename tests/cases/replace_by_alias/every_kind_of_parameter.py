# with: {"path": "b.py", "name": "f", "module": "a", "keep": "call", "alias": "g"}
# file: a.py
async def f(a, /, b=1, *c, d, **e): ...
# file: b.py
async def f(a, /, b=1, *c, d, **e):
    return 1
# becomes
# file: b.py
from a import f as g


async def f(a, /, b=1, *c, d, **e):
    return await g(a, b, *c, d=d, **e)
