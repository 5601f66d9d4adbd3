# with: {"path": "m.py", "within": "C.f", "source": ["self.__x + 1"], "name": "g", "to": "module"}
class C:
    def f(self):
        return [self.__x + 1]
# declined: means something else outside its class
