# with: {"path": "shop/total.py", "to": "shop/summing.py"}
# file: shop/__init__.py
from .total import total
# file: shop/total.py
def total(): ...
# file: app.py
import shop
from shop import total

total(shop.total())
# becomes
# file: shop/__init__.py
from .summing import total
# file: shop/summing.py
def total(): ...
# deleted: shop/total.py
