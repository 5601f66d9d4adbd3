# with: {"path": "m.py", "old": "time.time", "new": "seconds", "split": 0}
import time

time.time()
# declined: seconds is not a name in a module of 0 parts
