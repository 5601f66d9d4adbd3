# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value": "'x'"}
def _f(flag):
    """Say hello."""

    a = flag.upper()
    # twice
    return f"{flag}" + a


print(_f("x"), _f('x'))
# becomes
def _f():
    """Say hello."""
    flag = 'x'

    a = flag.upper()
    # twice
    return f"{flag}" + a


print(_f(), _f())
