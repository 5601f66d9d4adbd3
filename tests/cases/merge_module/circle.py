# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
def total(): ...
# file: shop/tax.py
from .text import clean


def rate():
    return clean()
# file: shop/text.py
from .sums import total


def clean():
    return total()
# declined: in a circle: shop/sums.py > shop/text.py > shop/sums.py
