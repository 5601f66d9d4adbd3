# with: {"definitions": ["tests/conftest.py::client"]}
# file: tests/conftest.py
import pytest


@pytest.fixture
def client():
    return 1
# file: tests/test_a.py
def test_a(client):
    assert 1
# declined: tests/test_a.py:1 requests it: client
