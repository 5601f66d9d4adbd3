# with: {"path": "m.py", "names": ["RATE"], "to": "n.py"}
# file: m.py
class A:
    RATE = 1
# file: n.py
# declined: m.py defines no RATE at module level
