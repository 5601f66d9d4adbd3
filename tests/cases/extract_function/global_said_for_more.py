# with: {"path": "m.py", "within": "f", "source": ["global n", "n = 1"], "name": "g"}
n = 0


def f():
    global n
    n = 1
    n += 2
# declined: holds outside it as well
