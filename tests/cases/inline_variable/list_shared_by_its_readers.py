# with: {"definition": "m.py::EMPTY"}
EMPTY = []
a = EMPTY
b = EMPTY
# declined: would be evaluated 2 times
