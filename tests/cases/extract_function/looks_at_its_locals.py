# with: {"path": "m.py", "within": "f", "source": ["print(locals())"], "name": "g"}
def f(x):
    print(locals())
# declined: looks at the function
