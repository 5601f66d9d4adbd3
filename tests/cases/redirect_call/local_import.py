# with: {"path": "m.py", "module": "m", "old": "datetime.datetime.now", "new": "clock.now", "split": 1}
"""Doc."""
def f():
    from datetime import datetime

    return datetime.now()
# becomes
"""Doc."""

from clock import now


def f():
    return now()
