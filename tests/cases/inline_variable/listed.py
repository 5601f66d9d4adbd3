# with: {"definition": "m.py::x"}
__all__ = ["x"]
x = 1
# declined: in text or as a keyword
