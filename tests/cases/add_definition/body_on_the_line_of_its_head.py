# with: {"path": "m.py", "within": "Cart", "code": ["def total(self):", "    return 1"]}
class Cart: name = ""
# declined: stands on the line of its head
