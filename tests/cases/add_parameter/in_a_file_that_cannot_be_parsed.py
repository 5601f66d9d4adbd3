# with: {"path": "m.py", "function": "name", "parameter": "log", "default": "None", "value": "1"}
def name(s):
    return s


name("a")
# file: old.py
from m import name
print name("b")
# becomes
# file: m.py
def name(s, log=None):
    return s


name("a", log=1)
# file: old.py
from m import name
print name("b")
