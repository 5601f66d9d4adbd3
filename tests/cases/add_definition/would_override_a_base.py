# with: {"path": "m.py", "within": "Cart", "code": ["def total(self):", "    return 1"]}
from n import Base


class Cart(Base):
    name = ""
# file: n.py
class Base:
    def total(self):
        return 0
# declined: which Cart would override
