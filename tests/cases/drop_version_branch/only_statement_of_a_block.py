# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info.major < 3", "scope": "f"}]}
import sys


def f(x):
    for y in x:
        if sys.version_info.major < 3:
            y.old()
    return sys
# becomes
import sys


def f(x):
    for y in x:
        pass
    return sys
