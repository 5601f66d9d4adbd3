# with: {"path": "m.py", "function": "total", "parameter": "currency", "through": ["n.py::Cart.total"], "value": "'EUR'"}
def total(items):
    return sum(items)


total([1])
# file: n.py
from m import total as sum_up


class Cart:
    def total(self):
        return sum_up(self.items)


print(Cart().total())
# becomes
# file: m.py
def total(items, currency):
    return sum(items)


total([1], currency='EUR')
# file: n.py
from m import total as sum_up


class Cart:
    def total(self, currency):
        return sum_up(self.items, currency=currency)


print(Cart().total(currency='EUR'))
