# with: {"path": "m.py", "within": "f", "source": ["b = a * 2", "return b + c"], "name": "g"}
def f(a, c):
    print(a)
    b = a * 2
    return b + c
# becomes
def f(a, c):
    print(a)
    return g(a, c)


def g(a, c):
    b = a * 2
    return b + c
