# with: {"path": "m.py", "name": "text", "code": ["def text(a):", "    return a"]}
import functools


@functools.cache
def text(a):
    return a
# declined: would get other decorators
