# with: {"definition": "m.py::f"}
def helper(x):
    return x


def f(x):
    return helper(x)


def g(helper):
    return f(helper)
# declined: means something else by helper
