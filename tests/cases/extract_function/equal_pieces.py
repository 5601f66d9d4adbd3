# with: {"path": "m.py", "within": "f", "source": ["a = p.x", "b = a * a"], "name": "square", "all": true}
def f(p):
    a = p.x
    b = a * a
    return b


def g(q, other):
    c = q.x
    d = c * c
    print(d)
    c = other.x
    d = c * c
    return c, d


def h(q):
    a = p.x
    b = a * a
    return b
# becomes
def f(p):
    b = square(p)
    return b


def square(p):
    a = p.x
    b = a * a
    return b


def g(q, other):
    d = square(q)
    print(d)
    c = other.x
    d = c * c
    return c, d


def h(q):
    a = p.x
    b = a * a
    return b
