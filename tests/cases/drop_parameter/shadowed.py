# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value":  null}
def _f(flag):
    return 1


def g(_f):
    return _f(1, 2, 3)


_f(1)
# becomes
def _f():
    return 1


def g(_f):
    return _f(1, 2, 3)


_f()
