# with: {"path": "m.py", "within": "f", "source": ["if x:", "    print(y)"], "name": "g"}
def f(x):
    if x:
        y = 1
    if x:
        print(y)
# declined: may have no value yet
