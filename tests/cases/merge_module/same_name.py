# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
def rate(): ...
# file: shop/tax.py
def rate(): ...
# declined: shop/sums.py has a rate of its own
