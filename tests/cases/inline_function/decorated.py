# with: {"definition": "m.py::f"}
import functools


@functools.cache
def f(x):
    return x


print(f(2))
# declined: is decorated
