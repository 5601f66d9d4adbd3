# with: {"definition": "shop/rates.py::RATE"}
# file: shop/__init__.py
# file: shop/rates.py
"""Rates."""
# what the state takes
RATE = 1 + 0.2
OTHER = 3 * RATE


def tax(net):
    return net * RATE
# file: shop/cart.py
from shop import rates
from shop.rates import OTHER, RATE


def total(net):
    return net * RATE, rates.RATE, OTHER, f"{rates.RATE}"
# becomes
# file: shop/__init__.py
# file: shop/rates.py
"""Rates."""
# what the state takes
OTHER = 3 * (1 + 0.2)


def tax(net):
    return net * (1 + 0.2)
# file: shop/cart.py
from shop import rates
from shop.rates import OTHER


def total(net):
    return net * (1 + 0.2), 1 + 0.2, OTHER, f"{(1 + 0.2)}"
