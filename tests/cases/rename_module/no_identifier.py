# with: {"path": "shop/orders.py", "to": "shop/my-orders.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# declined: my-orders is no name for a module
