# with: {"path": "m.py", "function": "name", "parameter": "log", "before": "u", "value": "1"}
def name(s, t=1, u=2):
    return s
# declined: has no default, and would stand behind one that has
