# with: {"path": "m.py", "within": "C.f", "source": ["super().f()"], "name": "g"}
class C(dict):
    def f(self):
        return [super().f()]
# declined: looks at the function
