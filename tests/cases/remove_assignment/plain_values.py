# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}, {"function": "f", "name": "b"}, {"function": "C.g", "name": "c"}]}
def f(x):
    a = 1
    b: list = [x, None]
    return x


class C:
    def g(self):
        c = {"k": (
            1,
            2,
        )}
        return self
# becomes
def f(x):
    return x


class C:
    def g(self):
        return self
