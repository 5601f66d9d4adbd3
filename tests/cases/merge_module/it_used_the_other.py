# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
def total(): ...
# file: shop/tax.py
from . import sums
from .sums import total as added


class Tax:
    of = added, sums.total
# becomes
# file: shop/sums.py
def total(): ...


class Tax:
    of = total, total
# deleted: shop/tax.py
