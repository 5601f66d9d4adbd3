# with: {"definitions": ["m.py::_token"]}
from web import connect

_token = connect()


def run():
    return connect()
# declined: `connect(...)` may do more than give a value
