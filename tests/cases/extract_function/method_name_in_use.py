# with: {"path": "m.py", "within": "C.f", "source": ["self.x + 1"], "name": "g"}
# file: m.py
class C:
    def f(self):
        return [self.x + 1]
# file: other.py
from m import C


class D(C):
    def g(self):
        return 2
# declined: other.py uses the name g
