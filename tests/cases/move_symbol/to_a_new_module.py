# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
import re

import shop.text
from shop.text import clean


def total(lines):
    return re.escape(clean(shop.text.shorten(lines)))


def show(lines):
    return total(lines)
# file: shop/text.py
def clean(): ...


def shorten(): ...
# file: app.py
import shop.orders
from shop.orders import show, total

print(show, total, shop.orders.total, shop.orders.show)
# becomes
# file: app.py
import shop.orders
import shop.sums
from shop.orders import show
from shop.sums import total

print(show, total, shop.sums.total, shop.orders.show)
# file: shop/orders.py
from shop.sums import total


def show(lines):
    return total(lines)
# file: shop/sums.py
import re

import shop.text
from shop.text import clean


def total(lines):
    return re.escape(clean(shop.text.shorten(lines)))
