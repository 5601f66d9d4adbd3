# with: {"definitions": ["app/a.py::_load"]}
# file: app/a.py
def _load(path):
    return path


def save(path):
    return path
# file: app/old.py
print "nothing"
from app.a import _load
# declined: app/old.py:2 cannot be parsed and names it: _load
