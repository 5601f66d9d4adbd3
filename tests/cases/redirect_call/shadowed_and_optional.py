# with: {"path": "m.py", "module": "m", "old": "datetime.datetime.now", "new": "clock.now", "split": 1}
try:
    from datetime import datetime
except ImportError:
    datetime = None


def f(datetime):
    return datetime.now()


g = datetime.now()
h = clock.datetime.now()
# left alone
