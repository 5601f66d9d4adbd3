# with: {"path": "shop/orders.py", "to": "shop/purchases.py"}
# file: shop/__init__.py
from . import orders
from .orders import total

__all__ = ["orders", "total"]
# file: shop/orders.py
def total(): ...
# file: app.py
from shop import orders, total
# becomes
# file: app.py
from shop import purchases, total
# file: shop/__init__.py
from . import purchases
from .purchases import total

__all__ = ["purchases", "total"]
# deleted: shop/orders.py
# file: shop/purchases.py
def total(): ...
