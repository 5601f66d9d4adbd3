# with: {"path": "m.py", "within": "outer.inner", "source": ["n = step"], "name": "g", "to": "module"}
def outer(step):
    n = 0

    def inner():
        nonlocal n
        n = step
    inner()
    return n
# declined: of a function around
