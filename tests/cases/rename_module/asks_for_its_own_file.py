# with: {"path": "shop/orders.py", "to": "shop/core/orders.py"}
# file: shop/__init__.py
# file: shop/core/__init__.py
# file: shop/orders.py
HERE = __file__
# declined: asks for `__file__`
