# with: {"path": "shop/cart.py", "function": "total", "parameter": "log", "annotation": "bool", "default": "False", "values": {"tests/*": "True", "shop/*": null}}
# file: shop/__init__.py
from .cart import total as total
# file: shop/cart.py
def total(
    items: list[int],
    *,
    tax: int = 0,
) -> int:
    return sum(items) + tax


print(total([1]))
# file: shop/other.py
from shop import cart as basket

SHOW = dict(total=basket.total)
# file: tests/test_cart.py
import shop


def test_total():
    assert shop.total([total.x]) == 3 and total([1]) == 2
    assert shop.total(
        [1],
        tax=shop.total([2]),  # both
    ) == f"{shop.total([3])}"
# becomes
# file: shop/cart.py
def total(
    items: list[int],
    log: bool = False,
    *,
    tax: int = 0,
) -> int:
    return sum(items) + tax


print(total([1]))
# file: tests/test_cart.py
import shop


def test_total():
    assert shop.total([total.x], log=True) == 3 and total([1]) == 2
    assert shop.total(
        [1],
        tax=shop.total([2], log=True),  # both
        log=True,
    ) == f"{shop.total([3], log=True)}"
# leaves: shop/other.py:3 it is handed on as a value
