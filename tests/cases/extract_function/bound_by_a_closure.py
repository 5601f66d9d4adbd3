# with: {"path": "m.py", "within": "f", "source": ["print(n)"], "name": "g"}
def f():
    n = 0

    def more():
        nonlocal n
        n += 1
    more()
    print(n)
# declined: a nested function binds
