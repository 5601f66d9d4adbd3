# with: {"path": "m.py", "method": "Cart.rate"}
class Cart:
    @staticmethod
    def rate(x):
        return x

    y = 1


print(Cart.rate(1))
# becomes
class Cart:
    y = 1


def rate(x):
    return x


print(rate(1))
