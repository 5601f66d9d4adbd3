# with: {"path": "m.py", "function": "name", "parameter": "log", "default": "None"}
# file: m.py
def name(s):
    return s
# file: m.pyi
def name(s: str) -> str: ...
# becomes
# file: m.py
def name(s, log=None):
    return s
# file: m.pyi
def name(s: str, log=None) -> str: ...
