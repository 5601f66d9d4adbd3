# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
import math

from .tax import Tax


class Sum(Tax):
    pi = math.pi
# file: shop/tax.py
class Tax: ...
# becomes
# file: shop/sums.py
import math


class Tax: ...


class Sum(Tax):
    pi = math.pi
# deleted: shop/tax.py
