# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# file: shop/sums.py
# file: app.py
import shop.orders as o


def f(sums):
    return o.total(sums)
# declined: app.py:5: the name sums means something else there
