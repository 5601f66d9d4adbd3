# with: {"path": "m.py", "within": "C", "source": ["x = 1"], "name": "g"}
class C:
    x = 1
# declined: in the body of a class
