# with: {"path": "m.py", "within": "f", "source": ["if x:", "    a = 1"], "name": "g"}
def f(x):
    if x:
        a = 1
        print(a)
# declined: neither as whole statements
