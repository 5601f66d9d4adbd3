# with: {"path": "shop/orders.py", "to": "core/orders.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# declined: core is no package
