# with: {"path": "shop/tax.py", "into": "shop/sums.py", "late_imports": true}
# file: shop/__init__.py
# file: shop/sums.py
from .text import Clean


class Total(Clean): ...
# file: shop/tax.py
def rate(): ...
# file: shop/text.py
from .tax import rate


class Clean:
    of = rate
# declined: Clean is needed as the module is loaded
