# with: {"old": "m.py::A.__secret", "new": "known"}
class A:
    def __secret(self): ...
# declined: Python mangles __secret or known
