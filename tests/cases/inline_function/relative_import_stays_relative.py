# with: {"definition": "shop/text.py::clean"}
# file: shop/__init__.py
# file: shop/text.py
def clean(text):
    return strip(text)


def strip(text):
    return text.strip()
# file: shop/cart.py
from .text import clean

print(clean("a"))
# becomes
# file: shop/__init__.py
# file: shop/text.py
def strip(text):
    return text.strip()
# file: shop/cart.py
from .text import strip

print(strip("a"))
