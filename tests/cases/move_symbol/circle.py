# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
from .text import clean


def helper(): ...


def total():
    return helper()


def show():
    return total(), clean
# file: shop/sums.py
# file: shop/text.py
def clean(): ...
# declined: in a circle: shop/orders.py > shop/sums.py > shop/orders.py
