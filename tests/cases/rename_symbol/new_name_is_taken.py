# with: {"old": "m.py::place", "new": "submit"}
# file: m.py
def place(): ...
# file: use.py
from m import place


def submit(): ...


place()
# declined: use.py:4 defines submit already
