# with: {"path": "m.py", "method": "A.f"}
class A:
    x = 1
    def f(self, y=x): ...
# declined: x is known in the class alone
