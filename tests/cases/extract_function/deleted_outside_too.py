# with: {"path": "m.py", "within": "f", "source": ["print(x)", "del x"], "name": "g"}
def f(x):
    print(x)
    del x
    return 1
# declined: it deletes
