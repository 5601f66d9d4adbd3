# with: {"definition": "m.py::each"}
def each(xs, n):
    return (x * n for x in xs)


def f(xs, n):
    made = each(xs, n)
    n = 0
    return made
# declined: makes a generator that runs later
