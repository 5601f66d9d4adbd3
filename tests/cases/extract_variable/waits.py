# with: {"path": "m.py", "within": "f", "source": ["(yield x)"], "name": "got"}
def f(x):
    print((yield x))
# declined: waits, yields or binds
