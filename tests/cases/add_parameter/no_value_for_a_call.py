# with: {"path": "m.py", "function": "name", "parameter": "log", "values": {"n.py": "1"}}
def name(s):
    return s


name("a")
# declined: m.py:5 is given no value for log
