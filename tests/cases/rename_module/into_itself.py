# with: {"path": "shop", "to": "shop/core"}
# file: shop/__init__.py
# declined: shop cannot go into itself
