# with: {"old": "m.py::Cart.__init__(size)", "new": "limit"}
class Cart:
    def __init__(self, size):
        self.size = size


class Big(Cart):
    def __init__(self):
        super().__init__(size=9)


Cart(size=1).size
# becomes
class Cart:
    def __init__(self, limit):
        self.size = limit


class Big(Cart):
    def __init__(self):
        super().__init__(limit=9)


Cart(limit=1).size
