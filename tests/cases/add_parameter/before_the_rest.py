# with: {"path": "m.py", "function": "name", "parameter": "log", "annotation": "bool", "default": "False", "value": "True"}
def name(s: str, host: str, **extra: dict) -> str:
    return s


name("a", "b", **dict(c=1))
name(*["a", "b"])
name("a", "b", log=True)
# becomes
def name(s: str, host: str, log: bool = False, **extra: dict) -> str:
    return s


name("a", "b", log=True, **dict(c=1))
name(*["a", "b"], log=True)
name("a", "b", log=True)
