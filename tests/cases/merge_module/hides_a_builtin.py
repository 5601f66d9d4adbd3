# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
def sum(): ...
# file: shop/tax.py
def rate():
    return sum([])
# declined: gives the name sum to something else
