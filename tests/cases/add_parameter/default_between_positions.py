# with: {"path": "m.py", "function": "name", "parameter": "host", "before": "t", "default": "None"}
def name(s, t=1): return s
name("a", 2)
name("a")
# becomes
def name(s, host=None, t=1): return s
name("a", t=2)
name("a")
