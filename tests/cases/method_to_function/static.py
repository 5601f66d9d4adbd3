# with: {"path": "m.py", "method": "Cart.rate"}
class Cart:
    @staticmethod
    def rate(x):
        return x

    y = 1


print(Cart.rate(1), Cart().rate(2))
# declined: works out what it calls it on
