# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
rate = 1


def change():
    global rate
    rate = 2


def total():
    return rate
# file: shop/sums.py
# declined: gives rate another value in a function
