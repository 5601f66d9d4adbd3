# with: {"path": "m.py", "within": "C.f", "source": ["self.x"], "name": "g"}
class C:
    def f(self):
        self = self.copy()
        return [self.x]
# declined: binds `self` again
