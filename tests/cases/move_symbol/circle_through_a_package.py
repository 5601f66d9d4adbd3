# with: {"path": "shop/orders.py", "names": ["total"], "to": "shop/core/sums.py"}
# file: shop/__init__.py
# file: shop/orders.py
def total(): ...


def show():
    return total()
# file: shop/core/__init__.py
from ..orders import show
# file: shop/core/sums.py
# declined: in a circle: shop/orders.py > shop/core/__init__.py > shop/orders.py
