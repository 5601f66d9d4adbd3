# with: {"definitions": ["app/a.py::_load"]}
# file: app/a.py
"""Loading."""


def _load(path):
    return path
# declined: nothing would be left in app/a.py
