# with: {"path": "shop/m.py", "module": "shop.m", "old": "time.time", "new": "shop.clock.seconds", "split": 2}
# file: shop/__init__.py
# file: shop/m.py
import time

from . import page


def f():
    return time.time(), page
# becomes
# file: shop/m.py
from . import clock, page


def f():
    return clock.seconds(), page
