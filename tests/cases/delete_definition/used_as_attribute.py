# with: {"definitions": ["app/a.py::load_all"]}
# file: app/a.py
def load_all(path):
    return path


def save(path):
    return path
# file: app/b.py
from app import a

a.load_all(1)
# declined: app/b.py:3 uses it: load_all
