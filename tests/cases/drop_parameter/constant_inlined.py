# with: {"path": "m.py", "function": "_f", "parameter": "flag", "value": "10"}
# file: m.py
def _f(a, flag=10, *, c=1):
    """Say hello."""
    return g(a, flag, c)


def h():
    return _f(1, 10) + _f(a=2, c=3), _f(
        2,
        flag=10,
    )
# file: other.py
import m


class A:
    def _f(self, flag): ...

    def x(self):
        return self._f(3) + m._f(1, 10, c=2)
# becomes
# file: m.py
def _f(a, *, c=1):
    """Say hello."""
    return g(a, 10, c)


def h():
    return _f(1) + _f(a=2, c=3), _f(
        2,
    )
# file: other.py
import m


class A:
    def _f(self, flag): ...

    def x(self):
        return self._f(3) + m._f(1, c=2)
