# with: {"path": "m.py", "floor": [3, 10]}
from datetime import date
from typing import Optional


class Entry:
    date: Optional[date] = None
# left alone
