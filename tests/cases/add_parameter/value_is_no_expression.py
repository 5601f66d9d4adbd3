# with: {"path": "m.py", "function": "name", "parameter": "log", "value": "1; import os"}
def name(s):
    return s
# declined: is no expression
