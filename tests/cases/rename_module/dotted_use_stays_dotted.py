# with: {"path": "shop/orders.py", "to": "shop/purchases.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# file: app.py
import shop.orders
import shop.orders as book


def main(orders=shop.orders):
    return shop.orders.total(orders=1), book.total()
# becomes
# file: app.py
import shop.purchases
import shop.purchases as book


def main(orders=shop.purchases):
    return shop.purchases.total(orders=1), book.total()
# deleted: shop/orders.py
# file: shop/purchases.py
def total(): ...
