# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
def total(x: int): ...
# file: shop/tax.py
from __future__ import annotations


def rate(x: Late): ...


class Late: ...
# declined: shop/sums.py evaluates annotations
