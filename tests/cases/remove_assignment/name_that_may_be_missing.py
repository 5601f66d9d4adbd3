# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
def f():
    try:
        a = unicode
        return 2
    except NameError:
        return 3
# declined: may do something
