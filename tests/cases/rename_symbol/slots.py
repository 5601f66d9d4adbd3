# with: {"old": "m.py::Point.x", "new": "across"}
class Point:
    __slots__ = ("x", "y")

    def __init__(self, x):
        self.x = x
# becomes
class Point:
    __slots__ = ("across", "y")

    def __init__(self, x):
        self.across = x
