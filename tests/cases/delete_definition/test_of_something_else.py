# with: {"definitions": ["app/a.py::_load"], "tests": ["tests/test_pay.py::test_pay"]}
# file: app/a.py
def _load():
    return 1


def pay():
    return 2
# file: tests/test_pay.py
from app.a import pay


def test_pay():
    assert pay() == 2
# declined: tests/test_pay.py::test_pay names nothing that goes
