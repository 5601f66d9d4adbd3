# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value": null}
def _f(flag):
    return 1


def f(flag):
    return _f(flag)
# declined: would leave flag without use
