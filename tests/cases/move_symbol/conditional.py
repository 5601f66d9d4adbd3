# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
if 1:
    def total(): ...
# file: shop/sums.py
# declined: defines total under a condition
