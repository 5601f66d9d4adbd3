# with: {"path": "m.py", "function": "name", "parameter": "log", "default": "None"}
def name(s):
    return s
# file: test_m.py
from unittest import mock

with mock.patch("m.name"):
    pass
# becomes
# file: m.py
def name(s, log=None):
    return s
# file: test_m.py
from unittest import mock

with mock.patch("m.name"):
    pass
# leaves: test_m.py:3 a string names it
