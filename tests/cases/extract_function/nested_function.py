# with: {"path": "m.py", "within": "outer.inner", "source": ["n += step"], "name": "more"}
def outer(step):
    n = 0

    def inner():
        nonlocal n
        n += step
    inner()
    return n
# becomes
def outer(step):
    n = 0

    def inner():
        nonlocal n
        more()

    def more():
        nonlocal n
        n += step
    inner()
    return n
