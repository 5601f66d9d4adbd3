# with: {"path": "m.py", "function": "Cart.__init__", "parameter": "shop", "value": "None"}
class Cart:
    def __init__(self):
        self.items = []


class Big(Cart):
    pass


def make(cart: Cart) -> bool:
    return isinstance(cart, Cart) and Cart() == Big()
# becomes
class Cart:
    def __init__(self, shop):
        self.items = []


class Big(Cart):
    pass


def make(cart: Cart) -> bool:
    return isinstance(cart, Cart) and Cart(shop=None) == Big(shop=None)
