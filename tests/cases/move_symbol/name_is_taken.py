# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# file: shop/sums.py
total = 1
# declined: shop/sums.py has a total of its own
