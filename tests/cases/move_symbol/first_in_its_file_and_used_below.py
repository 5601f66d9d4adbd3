# with: {"path": "orders.py", "names": ["Line"], "to": "sums.py"}
# file: orders.py
class Line: ...


line = Line()
# file: sums.py
"""Sums."""
# becomes
# file: orders.py
from sums import Line

line = Line()
# file: sums.py
"""Sums."""


class Line: ...
