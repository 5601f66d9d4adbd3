# with: {"old": "m.py::Shape.area", "new": "size"}
# file: m.py
from __future__ import annotations

from typing import Optional


class Shape:
    def area(self): ...

    def double(self):
        return 2 * self.area()


class Square(Shape):
    def area(self):
        return super().area()


class Tree:
    def area(self): ...


def show(shape: Shape, other: "Optional[Square]", tree: Tree):
    mine = Square()
    mine.area()
    with open("x") as file:
        file.read()
    return shape.area() + other.area() + Shape.area(shape) + tree.area() + "area".area()


# file: use.py
import m

box = m.Square()


class Box:
    def __init__(self, shape: m.Shape):
        self.shape = shape

    def area(self):
        return self.shape.area() + getattr(self.shape, "area")() + box.area()
# becomes
# file: m.py
from __future__ import annotations

from typing import Optional


class Shape:
    def size(self): ...

    def double(self):
        return 2 * self.size()


class Square(Shape):
    def size(self):
        return super().size()


class Tree:
    def area(self): ...


def show(shape: Shape, other: "Optional[Square]", tree: Tree):
    mine = Square()
    mine.size()
    with open("x") as file:
        file.read()
    return shape.size() + other.size() + Shape.size(shape) + tree.area() + "area".area()


# file: use.py
import m

box = m.Square()


class Box:
    def __init__(self, shape: m.Shape):
        self.shape = shape

    def area(self):
        return self.shape.size() + getattr(self.shape, "size")() + box.size()
