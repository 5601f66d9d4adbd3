# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
from typing import overload


@overload
def total(x: int) -> int: ...
@overload
def total(x: str) -> str: ...
def total(x):
    return x
# file: shop/sums.py
# becomes
# file: shop/orders.py
# file: shop/sums.py
from typing import overload


@overload
def total(x: int) -> int: ...
@overload
def total(x: str) -> str: ...
def total(x):
    return x
