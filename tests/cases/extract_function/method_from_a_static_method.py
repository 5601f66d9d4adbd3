# with: {"path": "m.py", "within": "C.f", "source": ["x + 1"], "name": "g", "to": "method"}
class C:
    @staticmethod
    def f(x):
        return [x + 1]
# declined: has no object
