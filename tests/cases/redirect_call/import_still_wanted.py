# with: {"path": "m.py", "module": "m", "old": "datetime.datetime.now", "new": "clock.now", "split": 1}
# file: m.py
from datetime import datetime

stamp = datetime.now()
# file: other.py
from m import datetime
# becomes
# file: m.py
from datetime import datetime

from clock import now

stamp = now()
