# with: {"path": "m.py", "locals": [{"function": "f", "name": "error"}]}
def f():
    try:
        return 1
    except (ValueError, KeyError) as error:  # never mind
        return 2
# becomes
def f():
    try:
        return 1
    except (ValueError, KeyError):  # never mind
        return 2
