# with: {"path": "m.py", "module": "m", "old": "time.time", "new": "clock.now", "split": 1}
import time


def f():
    global mean
    return mean.time(), time.time()
# becomes
import clock


def f():
    global mean
    return mean.time(), clock.now()
