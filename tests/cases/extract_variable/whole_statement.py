# with: {"path": "m.py", "within": "f", "source": ["x.go()"], "name": "gone"}
def f(x):
    x.go()
# declined: a whole statement
