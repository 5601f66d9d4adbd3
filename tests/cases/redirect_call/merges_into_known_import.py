# with: {"path": "shop/m.py", "module": "shop.m", "old": "time.time", "new": "shop.clock.seconds", "split": 2}
# file: shop/__init__.py
# file: shop/m.py
from time import time
from shop.clock import (
    Clock,  # kept
    zone,
)

stamp = time()
# becomes
# file: shop/m.py
from shop.clock import (
    Clock,  # kept
    seconds,
    zone,
)

stamp = seconds()
