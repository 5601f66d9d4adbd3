# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
from .sums import total as added
# file: shop/sums.py
def total(): ...
# left alone
