# with: {"path": "shop/cart.py", "function": "Cart.total", "parameter": "currency"}
# file: shop/__init__.py
from .cart import Big
# file: shop/cart.py
class Cart:
    def total(self, currency):
        return 1


class Big(Cart):
    def total(self, currency):
        return super().total("EUR") + 1
# file: use.py
from shop import Big

Big().total("EUR")
# becomes
# file: shop/cart.py
class Cart:
    def total(self):
        return 1


class Big(Cart):
    def total(self):
        return super().total() + 1
# file: use.py
from shop import Big

Big().total()
