# with: {"path": "m.py", "code": ["def total(cart):", "    return sum(cart)"]}
import os


def first():
    return os.sep
# becomes
import os


def first():
    return os.sep


def total(cart):
    return sum(cart)
