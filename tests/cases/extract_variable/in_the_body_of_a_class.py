# with: {"path": "m.py", "within": "C", "source": ["1 + 2"], "name": "three"}
class C:
    a = 1 + 2
# declined: an attribute of the class
