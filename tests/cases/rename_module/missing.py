# with: {"path": "shop/orders.py", "to": "shop/purchases.py"}
# file: shop/__init__.py
# declined: shop/orders.py is not there
