# with: {"path": "m.py", "within": "f", "source": ["for x in xs:", "    yield x"], "name": "g"}
def f(xs):
    for x in xs:
        yield x
    yield 1
# declined: yields or waits
