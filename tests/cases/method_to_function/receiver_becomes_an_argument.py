# with: {"path": "m.py", "method": "Cart.total", "name": "total_of"}
class Cart:
	items = []
	def total(self, tax):
		return sum(self.items) + tax


def show(cart: Cart):
	return cart.total(1) + Cart().total(tax=2) + Cart.total(cart, 3)
# becomes
class Cart:
	items = []


def total_of(self, tax):
	return sum(self.items) + tax


def show(cart: Cart):
	return total_of(cart, 1) + total_of(Cart(), tax=2) + total_of(cart, 3)
