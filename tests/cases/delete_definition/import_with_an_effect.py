# with: {"definitions": ["m.py::_draw"]}
import plotting


def _draw():
    plotting.draw()


x = 1
# declined: no other module imports it: importing it may have an effect
