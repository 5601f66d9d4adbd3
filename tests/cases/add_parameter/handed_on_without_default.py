# with: {"path": "m.py", "function": "name", "parameter": "log", "value": "1"}
def name(s):
    return s


map(name, "abc")
# declined: m.py:5: it is handed on as a value
