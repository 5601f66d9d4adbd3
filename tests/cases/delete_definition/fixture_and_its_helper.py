# with: {"definitions": ["tests/conftest.py::dead_client", "tests/conftest.py::_port"]}
# file: tests/conftest.py
import socket

import pytest


def _port():
    return socket.socket()


@pytest.fixture
def client():
    return 1


@pytest.fixture
def dead_client(client):
    yield _port()
# file: tests/test_a.py
def test_a(client):
    assert client
# becomes
# file: tests/conftest.py
import pytest


@pytest.fixture
def client():
    return 1
