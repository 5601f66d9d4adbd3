# with: {"old": "shop/orders.py::place", "new": "submit"}
# file: shop/__init__.py
# file: shop/orders.py
"""See shop.orders.place, and the place to be."""


def place():
    ...  # not shop.orders.placement, but shop.orders.place.
# file: README.md
Call `shop.orders.place()`, or `place` for short, at a good place.
See src/shop/orders.place/x and myshop.orders.place.
# file: setup.cfg
place = shop.orders:place
# file: CHANGELOG.md
- shop.orders.place is new
# becomes
# leaves: README.md:1 names place in prose
# file: shop/orders.py
"""See shop.orders.submit, and the place to be."""


def submit():
    ...  # not shop.orders.placement, but shop.orders.submit.
# file: README.md
Call `shop.orders.submit()`, or `place` for short, at a good place.
See src/shop/orders.place/x and myshop.orders.place.
# file: setup.cfg
place = shop.orders:submit
