# with: {"path": "shop", "to": "store"}
# file: shop/__init__.py
from .orders import total
# file: shop/orders.py
from shop.text import clean
# file: shop/text.py
def clean(): ...
# file: shop/data.txt
see shop.text, not shop
# file: pyproject.toml
[project.scripts]
shop = "shop.orders:total"
# file: setup.py
setup(packages=["shop"], name="shop")
# becomes
# file: pyproject.toml
[project.scripts]
shop = "store.orders:total"
# file: setup.py
setup(packages=["store"], name="shop")
# deleted: shop/__init__.py
# deleted: shop/data.txt
# deleted: shop/orders.py
# deleted: shop/text.py
# file: store/__init__.py
from .orders import total
# file: store/data.txt
see store.text, not shop
# file: store/orders.py
from store.text import clean
# file: store/text.py
def clean(): ...
