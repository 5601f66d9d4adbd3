# with: {"path": "m.py", "module": "m", "old": "datetime.datetime.now", "new": "clock.now", "split": 1}
from datetime import datetime


def f() -> "datetime | None":
    return datetime.now()
# becomes
from datetime import datetime

from clock import now


def f() -> "datetime | None":
    return now()
