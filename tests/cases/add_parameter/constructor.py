# with: {"path": "m.py", "function": "Cart.__init__", "parameter": "shop", "value": "None"}
class Cart:
    def __init__(self):
        self.items = []


class Own(Cart):
    def __init__(self, name):
        super().__init__()


print(Own("a"), Cart())
# becomes
class Cart:
    def __init__(self, shop):
        self.items = []


class Own(Cart):
    def __init__(self, name):
        super().__init__(shop=None)


print(Own("a"), Cart(shop=None))
