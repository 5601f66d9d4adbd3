# with: {"path": "shop/orders.py", "to": "shop/core/orders.py"}
# file: shop/__init__.py
# file: shop/core/__init__.py
# file: shop/text.py
def clean(): ...
# file: shop/orders.py
from typing import TYPE_CHECKING

from . import text
from .text import clean

if TYPE_CHECKING:
    from .report import Report


def total(of: "Report"):
    from .report import show
    return clean(text, show)
# file: shop/report.py
from .orders import total
from .text import clean


class Report: ...


def show(): ...
# becomes
# file: shop/core/orders.py
from typing import TYPE_CHECKING

from .. import text
from ..text import clean

if TYPE_CHECKING:
    from ..report import Report


def total(of: "Report"):
    from ..report import show
    return clean(text, show)
# deleted: shop/orders.py
# file: shop/report.py
from .core.orders import total
from .text import clean


class Report: ...


def show(): ...
