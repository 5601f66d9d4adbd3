# with: {"path": "m.py", "code": ["def total(cart):", "    return 1"]}
from n import *
# declined: may mean something
