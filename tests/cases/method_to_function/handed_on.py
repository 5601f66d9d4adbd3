# with: {"path": "m.py", "method": "A.f"}
class A:
    x = 1
    def f(self): ...


map(A.f, [A()])
# declined: handed on as a value
