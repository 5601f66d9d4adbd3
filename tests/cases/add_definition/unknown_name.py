# with: {"path": "m.py", "code": ["def total(cart):", "    return reduce(cart)"]}
x = 1
# declined: uses reduce, which m.py does not know
