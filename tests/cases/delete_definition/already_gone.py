# with: {"definitions": ["m.py::_b", "gone.py::_c"]}
def a():
    return 1
# left alone
