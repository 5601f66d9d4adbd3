# with: {"definitions": ["m.py::_Key"]}
_Key = int


def load(key):
    # type: (_Key) -> int
    return key
# declined: m.py:5 names it in a type comment: _Key
