# with: {"definitions": ["m.py::_fast"]}
def _fast():
    return 1


def _fast():
    return 2


x = 1
# declined: m.py gives _fast a meaning in 2 places
