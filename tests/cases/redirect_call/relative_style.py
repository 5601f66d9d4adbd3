# with: {"path": "shop/web/m.py", "module": "shop.web.m", "old": "time.time", "new": "shop.clock.seconds", "split": 2}
# file: shop/__init__.py
# file: shop/web/__init__.py
# file: shop/web/m.py
from time import time

from .page import Page


def f():
    return time(), Page
# becomes
# file: shop/web/m.py
from ..clock import seconds
from .page import Page


def f():
    return seconds(), Page
