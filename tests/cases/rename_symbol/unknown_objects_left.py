# with: {"old": "m.py::Shape.area", "new": "size", "unresolved": "leave"}
class Shape:
    def area(self): ...


def show(shape):
    return shape.area()
# becomes
# leaves: m.py:6 an attribute of `shape`, whose class is not known
class Shape:
    def size(self): ...


def show(shape):
    return shape.area()
