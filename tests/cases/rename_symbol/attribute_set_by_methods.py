# with: {"old": "m.py::Point.x", "new": "across"}
from dataclasses import dataclass


@dataclass
class Point:
    x: int = 0

    def move(self):
        self.x += 1
        return self.x, x


x = Point(x=1)
print(f"{x.x}")
match x:
    case Point(x=3):
        pass
# becomes
from dataclasses import dataclass


@dataclass
class Point:
    across: int = 0

    def move(self):
        self.across += 1
        return self.across, x


x = Point(across=1)
print(f"{x.across}")
match x:
    case Point(across=3):
        pass
