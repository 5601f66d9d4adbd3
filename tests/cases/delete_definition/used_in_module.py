# with: {"definitions": ["m.py::_limit"]}
_limit = 3


def check(value):
    return value < _limit
# declined: m.py:5 uses it: _limit
