# with: {"old": "shop.orders:place", "new": "submit", "keep_alias": true}
# file: shop/__init__.py
from .orders import place

__all__ = ["place"]
# file: shop/orders.py
def place():
    return 1


def other():
    return place()
# becomes
# file: shop/__init__.py
from .orders import submit, place

__all__ = ["submit", "place"]
# file: shop/orders.py
def submit():
    return 1


place = submit


def other():
    return submit()
