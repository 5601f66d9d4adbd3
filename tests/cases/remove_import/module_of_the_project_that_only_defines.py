# with: {"path": "m.py", "imports": [{"text": "from pkg.shapes import Square"}]}
# file: pkg/__init__.py
# file: pkg/shapes.py
from dataclasses import dataclass


@dataclass
class Square:
    side: int
# file: m.py
import sys
from pkg.shapes import Square

print(sys.path)
# becomes
# file: m.py
import sys

print(sys.path)
