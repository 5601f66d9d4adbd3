# with: {"path": "salt/b.py", "name": "exactly_n", "module": "salt.a", "keep": "call"}
# file: salt/__init__.py
# file: salt/a.py
def exactly_n(l, n=1):
    return any(l)
# file: salt/b.py
import sys


def exactly_n(l, n=1):
    """
    Tests that exactly N are.
    """
    i = iter(l)
    return all(any(i) for j in range(n)) and not any(i)


def one(l):
    return exactly_n(l)
# becomes
# file: salt/b.py
import sys

from salt.a import exactly_n as imported_exactly_n


def exactly_n(l, n=1):
    """
    Tests that exactly N are.
    """
    return imported_exactly_n(l, n)


def one(l):
    return exactly_n(l)
