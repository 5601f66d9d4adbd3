# with: {"path": "m.py", "within": "f", "source": ["x + 1"], "name": "g", "to": "staticmethod"}
def f(x):
    return [x + 1]
# declined: does not stand in a method
