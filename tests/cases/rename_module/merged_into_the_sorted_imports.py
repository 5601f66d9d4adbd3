# with: {"path": "shop/orders.py", "to": "shop/zoo/orders.py"}
# file: shop/__init__.py
# file: shop/zoo/__init__.py
# file: shop/orders.py
def total(): ...
# file: app.py
import os

from shop import orders
from shop.orders import total
from shop.text import clean

print(os, orders, total, clean)
# file: shop/text.py
def clean(): ...
# becomes
# file: app.py
import os

from shop.text import clean
from shop.zoo import orders
from shop.zoo.orders import total

print(os, orders, total, clean)
# deleted: shop/orders.py
# file: shop/zoo/orders.py
def total(): ...
