# with: {"path": "m.py", "function": "f", "order": ["b", "a"]}
def f(
    a,  # first
    b,
): ...
# declined: a comment stands in the list
