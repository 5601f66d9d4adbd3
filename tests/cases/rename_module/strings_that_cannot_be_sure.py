# with: {"path": "shop/orders.py", "to": "shop/purchases.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# file: app.py
def load(name):
    return f"shop.orders.{name}", b"cshop.orders\nOrder", "shop.orders.x"
# file: broken.py
import shop.orders (
# becomes
# file: app.py
def load(name):
    return f"shop.orders.{name}", b"cshop.orders\nOrder", "shop.purchases.x"
# deleted: shop/orders.py
# file: shop/purchases.py
def total(): ...
# leaves: app.py:2 a formatted string names it
# leaves: broken.py it cannot be parsed, and names what goes elsewhere
