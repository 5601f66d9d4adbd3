# with: {"definition": "m.py::A.__len__"}
class A:
    def __len__(self):
        return 1


A().__len__()
# declined: is called by Python itself
