# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/core/sums.py"}
# file: shop/__init__.py
# file: shop/core/__init__.py
# file: shop/orders.py
def total():
    from . import text
    from .core.sums import mean
    return text, mean
# file: shop/core/sums.py
def mean(): ...
# file: shop/text.py
# becomes
# file: shop/orders.py
# file: shop/core/sums.py
def mean(): ...


def total():
    from .. import text
    return text, mean
