# with: {"path": "m.py", "method": "A.__len__"}
class A:
    x = 1
    def __len__(self): ...
# declined: is called by Python itself
