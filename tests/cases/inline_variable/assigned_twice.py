# with: {"definition": "m.py::x"}
x = 1
x = 2
print(x)
# declined: a value 2 times
