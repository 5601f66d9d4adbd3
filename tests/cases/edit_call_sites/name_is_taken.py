# with: {"pattern": "shop.total($a)", "becomes": "shop.Cart($a)"}
# file: shop.py
def total(a): ...
class Cart: ...
# file: n.py
from shop import total
Cart = total(1)
# declined: n.py uses the name Cart
