# with: {"definition": "m.py::A.f"}
class A:
    def __init__(self):
        print(1)

    def f(self):
        return 1


A().f()
# declined: evaluates more than a name
