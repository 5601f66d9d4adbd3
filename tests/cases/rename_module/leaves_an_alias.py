# with: {"path": "shop/orders.py", "to": "shop/purchases.py", "keep_alias": true}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# becomes
# file: shop/orders.py
"""Is now `shop.purchases`."""

from shop.purchases import *  # noqa: F403
# file: shop/purchases.py
def total(): ...
