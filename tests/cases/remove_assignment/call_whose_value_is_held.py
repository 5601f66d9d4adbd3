# with: {"path": "m.py", "locals": [{"function": "f", "name": "folder"}]}
import tempfile


def f():
    folder = tempfile.TemporaryDirectory()
    return 1
# declined: may do something, or must be held
