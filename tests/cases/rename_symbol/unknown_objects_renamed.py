# with: {"old": "m.py::Shape.area", "new": "size", "unresolved": "rename"}
class Shape:
    def area(self): ...


def show(shape):
    return shape.area(), "area"
# becomes
# leaves: m.py:6 a string that may mean something else
class Shape:
    def size(self): ...


def show(shape):
    return shape.size(), "area"
