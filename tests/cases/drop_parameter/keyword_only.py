# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value":  null}
from os import sep
def _f(a, *, flag): return a
def _g(*, flag=None): return 0
def _h(*a, flag=None, **k): return 0
_f(1, flag=sep)
# becomes
def _f(a): return a
def _g(*, flag=None): return 0
def _h(*a, flag=None, **k): return 0
_f(1)
