# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value": "1"}
def _f(flag):
    flag += 1
    return flag


_f(1)
# declined: new value
