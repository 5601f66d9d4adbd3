# with: {"path": "shop/m.py", "module": "shop.m", "old": "time.time", "new": "shop.clock.seconds", "split": 2}
# file: shop/__init__.py
# file: shop/m.py
from . import clock
import time


def f():
    return time.time()
# becomes
# file: shop/m.py
from . import clock


def f():
    return clock.seconds()
