# with: {"definitions": ["app/a.py::_draw"]}
# file: app/a.py
import plotting
from app.shapes import Square, circle


def _draw():
    plotting.draw(circle())


def run():
    return Square()
# file: app/b.py
import plotting
from app.shapes import circle

plotting.draw(circle)
# file: app/shapes.py
class Square:
    pass


def circle():
    return 1
# becomes
# file: app/a.py
from app.shapes import Square


def run():
    return Square()
