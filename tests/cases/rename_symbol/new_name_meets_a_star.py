# with: {"old": "m.py::place", "new": "submit"}
# file: m.py
def place(): ...
# file: use.py
from m import *

submit = 1
# declined: use.py:1 imports everything from there and has a submit of its own
