# with: {"path": "m.py", "function": "name", "parameter": "log", "value": "LOG"}
def name(s):
    return s


LOG = 1
# file: n.py
from m import name

name("a")
# declined: n.py:3 does not know LOG
