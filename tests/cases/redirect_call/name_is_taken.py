# with: {"path": "m.py", "module": "m", "old": "datetime.datetime.now", "new": "clock.now", "split": 1}
from datetime import datetime


def f(now, clock):
    return datetime.now()
# declined: uses the name now for something else
