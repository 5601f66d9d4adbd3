# with: {"path": "m.py", "function": "f", "holder": "A"}
class A:
    def __init__(self):
        self.f = 1


def f(a): ...
# declined: A has a f already
