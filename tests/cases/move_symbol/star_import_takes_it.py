# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# file: shop/sums.py
# file: app.py
from shop.orders import *

print(total())
# declined: app.py:1 imports everything from shop.orders, total too
