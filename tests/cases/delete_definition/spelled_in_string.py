# with: {"definitions": ["app/a.py::_load"]}
# file: app/a.py
def _load(path):
    return path


def save(path):
    return path
# file: app/b.py
HANDLERS = {"read": "app.a._load"}
# declined: app/b.py:1 spells it in a string: _load
