# with: {"old": "m.py::Cart.add(count)", "new": "amount"}
class Cart:
    def add(self, thing, count=1):
        """Add `count` of it."""
        return [count for _ in range(count)]

    def twice(self, thing):
        self.add(thing, count=2)


def count():
    Cart().add(1, count=dict(count=2))
# becomes
class Cart:
    def add(self, thing, amount=1):
        """Add `count` of it."""
        return [amount for _ in range(amount)]

    def twice(self, thing):
        self.add(thing, amount=2)


def count():
    Cart().add(1, amount=dict(count=2))
