# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value":  null}
def _f(flag):
    """Do it.

    :param flag: nothing
    """


_f(1)
# declined: docstring
