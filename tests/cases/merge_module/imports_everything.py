# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
# file: shop/tax.py
from math import *
# declined: shop/tax.py imports everything from somewhere
