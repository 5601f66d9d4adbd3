# with: {"path": "m.py", "function": "Cart.total", "parameter": "log", "value": "1"}
class Cart:
    def total(self):
        return 1


def show(cart):
    return cart.total()
# declined: whose class is not known, and may be it
