# with: {"path": "shop/orders.py", "to": "shop/purchases.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...
# file: app.py
from shop.orders import (
    total,  # the sum
)
from shop.orders import total as added

total(added())
# becomes
# file: app.py
from shop.purchases import (
    total,  # the sum
)
from shop.purchases import total as added

total(added())
# deleted: shop/orders.py
# file: shop/purchases.py
def total(): ...
