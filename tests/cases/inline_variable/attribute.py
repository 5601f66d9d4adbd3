# with: {"definition": "m.py::Cart.limit"}
class Cart:
    def __init__(self):
        self.limit = 3
        self.lines = []

    def full(self):
        return len(self.lines) > self.limit
# becomes
class Cart:
    def __init__(self):
        self.lines = []

    def full(self):
        return len(self.lines) > 3
