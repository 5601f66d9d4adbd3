# with: {"path": "shop/orders.py", "to": "shop/purchases.py"}
# file: shop/__init__.py
from .text import purchases
# file: shop/orders.py
def total(): ...
# file: shop/text.py
purchases = []
# declined: shop/__init__.py gives the name purchases to something else
