# with: {"path": "shop/m.py", "module": "shop.m", "old": "time.time", "new": "shop.clock.seconds", "split": 2}
# file: shop/__init__.py
# file: shop/clock.py
import time
def seconds(): return time.time()
# file: shop/m.py
"""Doc."""

import os
from time import time

from shop.store import Row


def f(start=time()):
    return time() - start, os.sep, Row
# becomes
# file: shop/m.py
"""Doc."""

import os

from shop.clock import seconds
from shop.store import Row


def f(start=seconds()):
    return seconds() - start, os.sep, Row
