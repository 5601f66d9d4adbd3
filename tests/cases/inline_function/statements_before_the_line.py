# with: {"definition": "m.py::prepared"}
def prepared(cart, rate):
    # net first
    net = cart.net()  # in cents
    if rate:
        net *= rate

    return net + 1


def total(cart):
    if cart:
        return prepared(
            cart,  # the one
            1.2,
        )  # done
    return 0
# becomes
def total(cart):
    if cart:
        # the one
        # net first
        net = cart.net()  # in cents
        if 1.2:
            net *= 1.2
        return net + 1  # done
    return 0
