# with: {"definitions": ["app/a.py::load_all"]}
# file: app/a.py
def load_all(path):
    return path


def save(path):
    return path
# file: app/__init__.py
from .a import *
# declined: app/__init__.py:1 imports everything from there: load_all
