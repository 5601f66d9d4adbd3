# with: {"old": "m.py::Shape.area", "new": "size"}
class Printing:
    def show(self):
        print(self.area())


class Shape(Printing):
    def area(self): ...
# declined: m.py:3 may mean area
