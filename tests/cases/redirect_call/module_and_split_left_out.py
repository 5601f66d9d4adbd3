# with: {"path": "src/shop/web/m.py", "old": "time.time", "new": "shop.clock.Clock.seconds"}
# file: src/shop/__init__.py
# file: src/shop/web/__init__.py
# file: src/shop/clock.py
class Clock:
    seconds = staticmethod(lambda: 1)
# file: src/shop/web/m.py
from time import time


def f():
    return time()
# becomes
# file: src/shop/web/m.py
from shop.clock import Clock


def f():
    return Clock.seconds()
