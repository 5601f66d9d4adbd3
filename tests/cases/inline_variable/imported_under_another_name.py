# with: {"definition": "a.py::x"}
# file: a.py
x = 1
# file: b.py
from a import x as y

print(y)
# declined: under another name
