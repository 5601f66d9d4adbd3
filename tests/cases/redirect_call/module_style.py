# with: {"path": "shop/m.py", "module": "shop.m", "old": "time.time", "new": "shop.clock.seconds", "split": 2}
# file: shop/__init__.py
# file: shop/m.py
import time

import requests


def f():
    time.sleep(1)
    return time.time()
# becomes
# file: shop/m.py
import time

import requests

from shop import clock


def f():
    time.sleep(1)
    return clock.seconds()
