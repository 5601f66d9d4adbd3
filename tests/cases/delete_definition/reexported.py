# with: {"definitions": ["app/a.py::load_all"]}
# file: app/a.py
def load_all(path):
    return path


def save(path):
    return path
# file: app/__init__.py
from .a import load_all
# declined: app/__init__.py:1 imports load_all for others to use
