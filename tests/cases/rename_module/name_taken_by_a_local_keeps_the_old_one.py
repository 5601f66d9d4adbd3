# with: {"path": "shop/orders.py", "to": "shop/purchases.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# file: app.py
from shop import orders


def main(purchases):
    return orders.total() + len(purchases)
# becomes
# file: app.py
from shop import purchases as orders


def main(purchases):
    return orders.total() + len(purchases)
# deleted: shop/orders.py
# file: shop/purchases.py
def total(): ...
