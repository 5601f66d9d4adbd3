# with: {"path": "m.py", "within": "f", "source": ["n = n + 1", "print(n)"], "name": "g"}
def f(n):
    def show():
        return n
    n = n + 1
    print(n)
    return show
# declined: shared with a nested function
