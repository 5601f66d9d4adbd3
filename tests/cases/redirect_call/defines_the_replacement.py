# with: {"path": "clock.py", "module": "clock", "old": "datetime.datetime.now", "new": "clock.now", "split": 1}
# file: clock.py
from datetime import datetime


def now():
    return datetime.now()
# declined: defines clock.now
