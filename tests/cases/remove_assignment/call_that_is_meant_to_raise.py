# with: {"path": "m.py", "locals": [{"function": "test", "name": "x"}]}
import pytest


def test(f):
    with pytest.raises(ValueError):
        x = f(1)
# becomes
import pytest


def test(f):
    with pytest.raises(ValueError):
        f(1)
