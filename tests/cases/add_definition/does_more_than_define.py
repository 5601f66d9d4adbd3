# with: {"path": "m.py", "code": ["def total(cart):", "    return 1", "print(total(1))"]}
x = 1
# declined: does more than define
