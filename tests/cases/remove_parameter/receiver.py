# with: {"path": "m.py", "function": "A.f", "parameter": "self"}
class A:
    def f(self):
        return 1
# declined: is what f is called on
