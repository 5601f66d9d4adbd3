# with: {"path": "m.py", "within": "f", "source": ["for x in xs:", "    y = x"], "name": "g"}
def f(xs):
    for x in xs:
        y = x
    return y
# declined: may have no value yet
