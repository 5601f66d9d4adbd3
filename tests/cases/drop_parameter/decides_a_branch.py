# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value": "False"}
def _f(flag=False):
    if not flag:
        return 1
    return 2


_f(False)
# declined: decides a branch
