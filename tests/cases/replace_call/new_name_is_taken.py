# with: {"path": "m.py", "old": "threading.currentThread"}
from threading import currentThread


def current_thread(): ...


print(currentThread())
# left alone
