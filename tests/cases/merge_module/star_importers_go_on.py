# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
def total(): ...
# file: shop/tax.py
def rate(): ...
# file: app.py
from shop.tax import *

rate()
# becomes
# file: app.py
from shop.sums import *

rate()
# file: shop/sums.py
def total(): ...


def rate(): ...
# deleted: shop/tax.py
