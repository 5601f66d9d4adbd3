# with: {"definition": "m.py::Cart.net"}
class Cart:
    def net(self):
        return self.gross - self.tax


def total(cart: Cart, other):
    mine = Cart()
    return cart.net() * 2 + mine.net()
# becomes
class Cart:
    pass


def total(cart: Cart, other):
    mine = Cart()
    return (cart.gross - cart.tax) * 2 + (mine.gross - mine.tax)
