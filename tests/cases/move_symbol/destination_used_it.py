# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
from .sums import mean as average

RATE = 2


def total(rate=RATE):
    return average() * rate
# file: shop/sums.py
def mean(): ...
# becomes
# file: shop/orders.py
RATE = 2
# file: shop/sums.py
from .orders import RATE


def mean(): ...


def total(rate=RATE):
    return mean() * rate
