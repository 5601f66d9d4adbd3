# with: {"old": "m.py::B.area", "new": "size", "overrides": "leave"}
class A:
    def area(self): ...


class B(A):
    def area(self):
        return super().area()


class C(B):
    def area(self): ...


def show(a: A, b: B, c: C):
    return a.area(), b.area(), c.area()
# becomes
class A:
    def area(self): ...


class B(A):
    def size(self):
        return super().area()


class C(B):
    def area(self): ...


def show(a: A, b: B, c: C):
    return a.area(), b.size(), c.area()
