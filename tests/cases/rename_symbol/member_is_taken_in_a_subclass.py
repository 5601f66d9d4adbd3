# with: {"old": "m.py::A.one", "new": "two"}
class A:
    def one(self): ...


class B(A):
    def two(self): ...
# declined: m.py:6 defines two in B already
