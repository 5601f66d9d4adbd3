# with: {"path": "m.py", "within": "f", "source": ["next(x)"], "name": "one", "nth": 0, "of": 2, "all": true}
def f(x):
    a = next(x)
    b = next(x)
    return a, b
# declined: once instead of 2 times
