# with: {"definitions": ["m.py::_b"]}
def a():
    return 1


def _b():
    return 2
# becomes
def a():
    return 1
