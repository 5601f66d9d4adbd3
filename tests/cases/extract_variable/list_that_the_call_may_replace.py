# with: {"path": "m.py", "within": "C.f", "source": ["self.pop()"], "name": "last"}
class C:
    def f(self):
        self.items.append(self.pop())
# declined: something else is evaluated before it
