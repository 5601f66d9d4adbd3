# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
def rate(): ...
# left alone
