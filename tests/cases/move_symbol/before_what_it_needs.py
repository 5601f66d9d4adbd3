# with: {"path": "orders.py", "names": ["Line"], "to": "sums.py"}
# file: orders.py
import sums


class Line(sums.Base): ...
# file: sums.py
from orders import Line

lines = Line


class Base: ...
# declined: sums.py reads Line before what it needs is there
