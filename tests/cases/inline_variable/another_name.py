# with: {"definition": "a.py::old"}
# file: a.py
def new():
    return 1


old = new
# file: b.py
import a
from a import old

print(old(), a.old)
# becomes
# file: a.py
def new():
    return 1
# file: b.py
import a
from a import new

print(new(), new)
