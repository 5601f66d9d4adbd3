# with: {"path": "shop/tax.py", "functions": ["rate"], "holder": "Taxes"}
# file: shop/__init__.py
from .tax import rate
# file: shop/tax.py
def rate():
    return 1
# declined: passes rate on
