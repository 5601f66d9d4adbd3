# with: {"path": "m.py", "old": "threading.currentThread"}
from threading import Lock, currentThread

print(Lock, currentThread().name)
# becomes
from threading import Lock, current_thread

print(Lock, current_thread().name)
