# with: {"path": "m.py", "old": "time.time", "new": "clocks.now"}
import time

time.time()
# declined: clocks.now is not in this repository, so `split` must say how much of it is a module
