# with: {"path": "m.py", "within": "Cart", "code": ["def total(self):", "    return 1"]}
def Cart():
    return 1
# declined: Cart is no class
