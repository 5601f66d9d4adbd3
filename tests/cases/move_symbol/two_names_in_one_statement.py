# with: {"path": "shop/orders.py", "names": ["a"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
a, b = 1, 2
# file: shop/sums.py
# declined: defines b in the same statement
