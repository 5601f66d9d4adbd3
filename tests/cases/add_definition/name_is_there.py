# with: {"path": "m.py", "code": ["def total(cart):", "    return 1"]}
total = 3
# declined: has a total there already
