# with: {"definitions": ["app/a.py::_load"], "tests": ["tests/test_load.py::test_load"]}
# file: app/a.py
def _load(path):
    return path


def save(path):
    return path
# file: tests/test_load.py
from app.a import _load


def test_load():
    assert _load(1)
# becomes
# file: app/a.py
def save(path):
    return path
# deleted: tests/test_load.py
