# with: {"definition": "m.py::A.f"}
class A:
    def f(self):
        return self.__x


a = A()
print(a.f())
# declined: means something else outside its class
