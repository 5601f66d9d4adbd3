# with: {"path": "m.py", "module": "m", "old": "time.time", "new": "clock.now", "split": 1}
from time import time


def f(subject="time"):
    print(f"time {subject}", "the time is", subject == "time")
    return time()
# becomes
from clock import now


def f(subject="time"):
    print(f"time {subject}", "the time is", subject == "time")
    return now()
