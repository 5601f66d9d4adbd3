# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value": "1"}
def _f(flag):
    return flag


_f(1)
_f(True)
# declined: passes True
