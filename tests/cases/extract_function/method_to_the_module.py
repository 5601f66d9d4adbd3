# with: {"path": "m.py", "within": "Cart.total", "source": ["x = self.a", "y = x + self.b"], "name": "both", "to": "module"}
class Cart:
    def total(self):
        x = self.a
        y = x + self.b
        return y, x


print(Cart)
# becomes
class Cart:
    def total(self):
        y, x = both(self)
        return y, x


def both(self):
    x = self.a
    y = x + self.b
    return y, x


print(Cart)
