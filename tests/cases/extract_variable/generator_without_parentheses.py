# with: {"path": "m.py", "within": "f", "source": ["x for x in xs"], "name": "each"}
def f(xs):
    return sum(x for x in xs)
# becomes
def f(xs):
    each = (x for x in xs)
    return sum(each)
