# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# file: shop/sums.py
def mean(): ...
# file: shop/one.py
from . import orders
from .sums import mean

print(orders.total(), mean())
# file: shop/two.py
import shop.orders as book


def f():
    from .orders import total as added
    return added, book.total
# file: shop/three.py
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .orders import total


def f(x: "total"): ...
# becomes
# file: shop/one.py
from . import sums
from .sums import mean

print(sums.total(), mean())
# file: shop/orders.py
# file: shop/sums.py
def mean(): ...


def total(): ...
# file: shop/three.py
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sums import total


def f(x: "total"): ...
# file: shop/two.py
from shop import sums


def f():
    from .sums import total as added
    return added, sums.total
