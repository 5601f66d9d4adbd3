# with: {"old": "m.py::Shape.area", "new": "size"}
class Shape:
    def area(self): ...


def show(shape):
    return shape.area()
# declined: m.py:6 may mean area: an attribute of `shape`, whose class is not known
