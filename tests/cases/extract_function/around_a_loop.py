# with: {"path": "m.py", "within": "f", "source": ["last = x", "n += 1"], "name": "g"}
def f(xs):
    last, n = None, 0
    for x in xs:
        print(last)
        last = x
        n += 1
# becomes
def f(xs):
    last, n = None, 0
    for x in xs:
        print(last)
        last, n = g(x, n)


def g(x, n):
    last = x
    n += 1
    return last, n
