# with: {"path": "m.py", "function": "Cart.total", "parameter": "log", "default": "0", "value": "1"}
class Cart:
    def total(self):
        return 1


def show(cart):
    return cart.total() + Cart().total()
# becomes
class Cart:
    def total(self, log=0):
        return 1


def show(cart):
    return cart.total() + Cart().total(log=1)
# leaves: m.py:7 an attribute of `cart`, whose class is not known
