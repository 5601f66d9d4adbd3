# with: {"old": "conftest.py::shop", "new": "store"}
# file: conftest.py
import pytest


@pytest.fixture
def shop():
    return 1
# file: test_a.py
def test(shop):
    assert shop
# declined: shop is a fixture, which tests request by its name
