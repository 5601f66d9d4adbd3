# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value":  null}
def _f(flag):
    return 1


_f(*x)
# declined: starred
