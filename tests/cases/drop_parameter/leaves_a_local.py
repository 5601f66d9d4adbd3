# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value":  null}
def _f(flag):
    return 1


def g():
    x = 1
    return _f(x)
# declined: would leave x without use
