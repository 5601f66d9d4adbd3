# with: {"path": "m.py", "method": "A.f"}
class A:
    x = 1
    @property
    def f(self): ...
# declined: is decorated with @property
