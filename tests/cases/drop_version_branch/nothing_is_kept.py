# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info[0] == 2", "scope": "f"}]}
import sys


def f(x):
    if sys.version_info[0] == 2:
        x = x.encode()
    return x
# becomes
def f(x):
    return x
