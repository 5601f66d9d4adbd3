# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
# file: shop/tax.py
HERE = __file__
# declined: asks for `__file__`
