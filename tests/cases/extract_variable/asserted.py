# with: {"path": "m.py", "within": "f", "source": ["x.check()"], "name": "fine"}
def f(x):
    assert x.check()
# declined: `assert` evaluates nothing
