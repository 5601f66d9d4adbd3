# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value":  null}
# file: m/__init__.py
from .n import _f
# file: m.py
def _f(flag):
    return 1


_f(1)
# file: other.py
from m import _f
# declined: imports _f and does not call it
