# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total():
    return __file__
# file: shop/sums.py
# declined: asks for `__file__`
