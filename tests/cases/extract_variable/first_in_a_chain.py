# with: {"path": "m.py", "within": "Cart.total", "source": ["self.lines()"], "name": "rows"}
class Cart:
    def total(self):
        # what is owed
        return sum(line.price for line in self.lines())  # in cents

    def lines(self):
        return []
# becomes
class Cart:
    def total(self):
        # what is owed
        rows = self.lines()
        return sum(line.price for line in rows)  # in cents

    def lines(self):
        return []
