# with: {"definition": "m.py::Color.RED"}
import enum


class Color(enum.Enum):
    RED = 1


print(Color.RED)
# declined: not only the class itself decides
