# with: {"definitions": ["m.py::_b", "m.py::_LOW"]}
X = 1

# Limits, in seconds.
_LOW = 1
HIGH = 2


def a():
    return HIGH


# ----------------
# Helpers
# ----------------


# The second letter.
def _b():
    return 2

# Not about _b.


def c():
    return X
# becomes
X = 1

# Limits, in seconds.
HIGH = 2


def a():
    return HIGH


# ----------------
# Helpers
# ----------------


# Not about _b.


def c():
    return X
