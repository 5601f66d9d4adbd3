# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value": "(3)  # noqa"}
def _f(flag):
    return flag


_f(3)
# becomes
def _f():
    return 3


_f()
