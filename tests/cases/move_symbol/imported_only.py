# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
from .text import total
# file: shop/sums.py
# declined: shop/orders.py imports total, and does not define it
