# with: {"definition": "m.py::A.f"}
class A:
    def f(self):
        return self.x


a = A()
A.f(a)
# declined: on the class
