# with: {"path": "shop/tax.py", "code": ["RATE = Decimal(1)"], "imports": ["from decimal import Decimal"]}
# file: shop/__init__.py
# becomes
# file: shop/tax.py
from decimal import Decimal


RATE = Decimal(1)
