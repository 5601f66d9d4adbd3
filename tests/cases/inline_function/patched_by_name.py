# with: {"definition": "m.py::f"}
# file: m.py
def f(x):
    return x


print(f(1))
# file: test_m.py
from unittest import mock


@mock.patch("m.f")
def test(f):
    pass
# declined: f
