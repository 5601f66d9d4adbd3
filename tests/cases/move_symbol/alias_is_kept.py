# with: {"path": "shop/orders.py", "names": ["LIMIT", "total"], "to": "shop/sums.py", "keep_alias": true}
# file: shop/__init__.py
from .orders import *
# file: shop/orders.py
from . import text

LIMIT = 1


def total(): ...


text.clean(1)
# file: shop/sums.py
import math

PI = math.pi
# file: shop/text.py
def clean(): ...
# file: shop/use.py
from . import total
from .orders import LIMIT
# becomes
# file: shop/orders.py
from . import text
from .sums import LIMIT as LIMIT, total as total

text.clean(1)
# file: shop/sums.py
import math

LIMIT = 1

PI = math.pi


def total(): ...
# file: shop/use.py
from . import total
from .sums import LIMIT
