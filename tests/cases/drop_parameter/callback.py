# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value":  null}
def _f(flag):
    return 1


map(_f, [_f(1)])
# declined: without calling it
