# with: {"path": "m.py", "function": "name", "parameter": "log", "default": "None", "value": "1"}
def name(s, *, log):
    return s


name("a")
# left alone
