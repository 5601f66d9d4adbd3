# with: {"definition": "m.py::f.lines"}
def f(cart):
    lines = [
        line  # one each
        for line in cart
    ]
    return sorted(lines)
# becomes
def f(cart):
    return sorted([
        line  # one each
        for line in cart
    ])
