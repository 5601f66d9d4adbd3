# with: {"path": "orders.py", "names": ["Line"], "to": "sums.py"}
# file: orders.py
class Line: ...


class Order: ...
# file: sums.py
import math

from orders import Line


class Sum(Line):
    pi = math.pi
# becomes
# file: orders.py
class Order: ...
# file: sums.py
import math


class Line: ...


class Sum(Line):
    pi = math.pi
