# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f():
    a = 1

    def g():
        return a
    return g
# left alone
