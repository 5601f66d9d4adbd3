# with: {"path": "m.py", "function": "f", "parameter": "b"}
def f(
    a,
    b,  # for later
):
    return a
# declined: a comment stands in the list
