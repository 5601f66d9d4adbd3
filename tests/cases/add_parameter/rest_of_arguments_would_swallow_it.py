# with: {"path": "m.py", "function": "name", "parameter": "log", "default": "None", "value": "1"}
def name(s, *more):
    return s


name("a", "b")
name("a", *more)
# becomes
def name(s, *more, log=None):
    return s


name("a", "b", log=1)
name("a", *more, log=1)
