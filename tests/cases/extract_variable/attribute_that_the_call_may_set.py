# with: {"path": "m.py", "within": "C.f", "source": ["self.more()"], "name": "more"}
class C:
    def f(self):
        self.total += self.more()
# declined: something else is evaluated before it
