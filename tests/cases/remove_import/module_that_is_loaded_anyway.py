# with: {"path": "m.py", "imports": [{"text": "from pkg.shapes import Square"}]}
# file: pkg/__init__.py
# file: pkg/shapes.py
import pkg.registry
pkg.registry.start()
Square = Circle = 1
# file: pkg/registry.py
def start(): ...
# file: m.py
from pkg.shapes import Circle, Square

print(Circle)
# becomes
# file: m.py
from pkg.shapes import Circle

print(Circle)
