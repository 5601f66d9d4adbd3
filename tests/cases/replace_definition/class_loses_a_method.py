# with: {"path": "m.py", "name": "Cart", "code": ["class Cart:", "    x = 1"]}
class Cart:
    def add(self):
        return 1
# declined: would lose add
