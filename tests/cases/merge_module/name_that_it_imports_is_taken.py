# with: {"path": "shop/tax.py", "into": "shop/sums.py"}
# file: shop/__init__.py
# file: shop/sums.py
re = 1
# file: shop/tax.py
import re
# declined: shop/sums.py gives the name re to something else
