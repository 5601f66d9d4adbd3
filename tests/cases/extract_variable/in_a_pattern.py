# with: {"path": "m.py", "within": "f", "source": ["1"], "name": "one"}
def f(x):
    match x:
        case 1:
            return 2
# declined: neither as whole statements
