# with: {"path": "m.py", "within": "f", "source": ["a = p.x", "b = a * a"], "name": "square", "all": true}
def f(p):
    a = p.x
    b = a * a
    return b


def g(q):
    c = q.x
    d = c * c
    return c + d
# becomes
def f(p):
    b = square(p)
    return b


def square(p):
    a = p.x
    b = a * a
    return b


def g(q):
    c = q.x
    d = c * c
    return c + d
# leaves: m.py:8 it looks like the piece that became a function, but takes or gives other names
