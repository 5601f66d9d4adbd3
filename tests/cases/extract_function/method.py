# with: {"path": "m.py", "within": "Cart.total", "source": ["sum(line.price for line in self.lines)"], "name": "net"}
class Cart:
    lines = ()

    def total(self, rate):
        return rate * sum(line.price for line in self.lines)

    @property
    def size(self):
        return 1
# becomes
class Cart:
    lines = ()

    def total(self, rate):
        return rate * self.net()

    def net(self):
        return sum(line.price for line in self.lines)

    @property
    def size(self):
        return 1
