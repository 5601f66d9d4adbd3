# with: {"path": "m.py", "method": "A.f"}
class A:
    def f(self): ...
# declined: would be left empty
