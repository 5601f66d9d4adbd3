# with: {"definition": "shop/text.py::clean"}
# file: shop/__init__.py
# file: shop/text.py
import re

SPACE = 1


# Tidies a text.
def clean(text, by=" "):
    """Tidy it."""
    return re.sub(by, "", text) or SPACE


def twice(text):
    return clean(text), clean(text + "!", by="-")
# file: shop/cart.py
import os

import shop.text
from shop.text import clean


def name(cart):
    return os.sep + clean(cart.name()).upper() + shop.text.clean("a")
# becomes
# file: shop/__init__.py
# file: shop/text.py
import re

SPACE = 1


def twice(text):
    return re.sub(" ", "", text) or SPACE, re.sub("-", "", text + "!") or SPACE
# file: shop/cart.py
import os
import re

import shop.text
from shop.text import SPACE


def name(cart):
    return os.sep + (re.sub(" ", "", cart.name()) or SPACE).upper() + (re.sub(" ", "", "a") or SPACE)
