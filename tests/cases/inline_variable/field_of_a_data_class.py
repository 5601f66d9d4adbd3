# with: {"definition": "m.py::P.x"}
from dataclasses import dataclass


@dataclass
class P:
    x: int = 1


print(P().x)
# declined: not only the class itself decides
