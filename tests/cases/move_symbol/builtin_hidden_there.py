# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total():
    return sum([])
# file: shop/sums.py
def sum(): ...
# declined: shop/sums.py gives the name sum to something else
