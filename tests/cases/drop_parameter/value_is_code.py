# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value": "print('x')"}
def _f(flag):
    return flag


_f(print('x'))
# declined: print('x') is not a constant
