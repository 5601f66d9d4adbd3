# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value":  null}
# file: m.py
def _f(flag):
    return 1


_f(1)
# file: test_m.py
patch("m._f")
# declined: a string in test_m.py
