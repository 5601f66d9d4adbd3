# with: {"path": "m.py", "within": "f", "source": ["x.read()"], "name": "data"}
def f(x):
    while x.read():
        pass
# declined: evaluated more than once
