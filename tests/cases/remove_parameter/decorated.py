# with: {"path": "m.py", "function": "f", "parameter": "b"}
import pytest


@pytest.fixture
def f(a, b):
    return a
# declined: may depend on the parameters
