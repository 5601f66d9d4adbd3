# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
from .text import clean


def total():
    return clean()
# file: shop/sums.py
def mean(): ...
# file: shop/text.py
from .sums import mean


def clean():
    return mean()
# declined: in a circle: shop/sums.py > shop/text.py > shop/sums.py
