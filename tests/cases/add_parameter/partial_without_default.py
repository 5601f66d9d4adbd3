# with: {"path": "m.py", "function": "name", "parameter": "log", "value": "1"}
from functools import partial


def name(s):
    return s


short = partial(name, "a")
# declined: m.py:8: it is handed on as a value
