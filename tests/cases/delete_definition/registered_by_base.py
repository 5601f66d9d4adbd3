# with: {"definitions": ["m.py::_Status"]}
from web import Command


class _Status(Command):
    name = "status"


x = 1
# declined: its base `Command` may register it
