# with: {"path": "m.py", "locals": [{"function": "f", "name": "a"}]}
import sys


def f():
    a = 1
    return sys._getframe().f_locals
# declined: reads locals through frames
