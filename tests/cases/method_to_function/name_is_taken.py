# with: {"path": "m.py", "method": "A.f"}
class A:
    x = 1
    def f(self): ...


f = 1
# declined: uses the name f for something else
