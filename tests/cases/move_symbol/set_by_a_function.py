# with: {"path": "shop/orders.py", "names": ["rate"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
rate = 1


def change():
    global rate
    rate = 2
# file: shop/sums.py
# declined: shop/orders.py:6 defines rate under a condition, or sets it later
