# with: {"path": "m.py", "old": "time.time", "new": "clock.now", "split": 2}
import time

time.time()
# declined: clock.now is not a name in a module of 2 parts
