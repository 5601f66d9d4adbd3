# with: {"path": "m.py", "within": "Cart", "code": ["def total(self):", "    return 1"]}
class Cart:
    name = ""
# file: n.py
from m import Cart


class Big(Cart):
    def total(self):
        return 0
# declined: which Cart would override
