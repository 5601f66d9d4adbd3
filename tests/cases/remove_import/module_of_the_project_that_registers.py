# with: {"path": "m.py", "imports": [{"text": "from pkg.shapes import Square"}]}
# file: pkg/__init__.py
# file: pkg/shapes.py
from pkg.registry import register


@register
class Square:
    side: int
# file: pkg/registry.py
def register(cls):
    return cls
# file: m.py
import sys
from pkg.shapes import Square

print(sys.path)
# declined: may do something that others rely on
