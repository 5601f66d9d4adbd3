# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
import re


def total():
    return re.escape("")
# file: shop/sums.py
import regex as re
# declined: shop/sums.py gives the name re to something else
