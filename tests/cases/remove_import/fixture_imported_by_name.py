# with: {"path": "m.py", "imports": [{"text": "from helpers import client"}]}
# file: helpers.py
import pytest


@pytest.fixture
def client():
    return 1
# file: m.py
import sys
from helpers import client


def test_it(client):
    assert sys
# declined: a parameter `client` may request it
