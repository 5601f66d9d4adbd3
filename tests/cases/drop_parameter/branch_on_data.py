# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value": "3"}
def _f(a, flag=3):
    if len(a) > flag:
        return a[flag]


_f(1)
# becomes
def _f(a):
    if len(a) > 3:
        return a[3]


_f(1)
