# with: {"path": "shop.py", "function": "total_of", "holder": "Cart", "name": "total"}
# file: shop.py
class Cart:
    def __init__(self):
        self.items = []


class Big(Cart):
    pass


# What it costs.
def total_of(cart: Cart, tax=0):
    if cart.items:
        return total_of(cart, tax)
    return f"{cart.items}"


def show(cart: Cart, other):
    return total_of(cart) + total_of(other, 1) + total_of(Big(), tax=2)
# file: use.py
import shop
from shop import total_of

print(total_of(shop.Cart()), shop.total_of(shop))
# becomes
# file: shop.py
class Cart:
    def __init__(self):
        self.items = []

    # What it costs.
    def total(self, tax=0):
        if self.items:
            return self.total(tax)
        return f"{self.items}"


class Big(Cart):
    pass


def show(cart: Cart, other):
    return cart.total() + Cart.total(other, 1) + Big().total(tax=2)
# file: use.py
import shop

print(shop.Cart().total(), shop.Cart.total(shop))
