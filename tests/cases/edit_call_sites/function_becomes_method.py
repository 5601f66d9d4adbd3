# with: {"pattern": "shop.cart.total($a, $b)", "becomes": "shop.cart.Cart($a).total($b)"}
# file: shop/__init__.py
# file: shop/cart.py
class Cart: ...


def total(a, b): ...


print(total(1, 2))
# file: one.py
from shop.cart import total

total([x for x in y], total(1, 2))
# file: two.py
import shop.cart as c

c.total(1,  # one
        2)
# file: three.py
from .other import total

total(1, 2)
# becomes
# file: shop/cart.py
class Cart: ...


def total(a, b): ...


print(Cart(1).total(2))
# file: one.py
from shop.cart import Cart

Cart([x for x in y]).total(Cart(1).total(2))
# file: two.py
import shop.cart as c

c.Cart(1).total(2)
