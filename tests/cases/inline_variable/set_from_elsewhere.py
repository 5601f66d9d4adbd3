# with: {"definition": "a.py::x"}
# file: a.py
x = 1
# file: b.py
import a

a.x = 2
# declined: b.py:3 sets or deletes x
