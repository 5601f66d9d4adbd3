# with: {"path": "m.py", "within": "f", "source": ["if x:", "    return 1", "y = 2"], "name": "g"}
def f(x):
    if x:
        return 1
    y = 2
    return y
# declined: not its last statement
