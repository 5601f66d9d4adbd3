# with: {"old": "m.py::place", "new": "submit"}
# file: m.py
def place(): ...
# file: use.py
from importlib import import_module

mod = import_module("m")
mod.place()
# declined: use.py:4 may mean place: an attribute of a module that is loaded by its name
