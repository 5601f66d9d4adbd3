# with: {"path": "shop/tax/__init__.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/tax/__init__.py
# file: shop/sums.py
# declined: shop/tax/__init__.py is no plain module
