# with: {"path": "base.py", "method": "Handler.check", "name": "check"}
# file: base.py
class Handler:
    def run(self, response):
        self.check(response)
        return self.check(
            response,
            name="x",
        )

    # Is it right?
    def check(self, response, name=None):
        """Raise.

        Or not.
        """
        if response is None:
            raise ValueError(name)

    def other(self): ...
# file: use.py
from base import Handler

handler = Handler()
handler.check(1)
Handler.check(handler, 2)
# becomes
# file: base.py
class Handler:
    def run(self, response):
        check(response)
        return check(
            response,
            name="x",
        )

    def other(self): ...


# Is it right?
def check(response, name=None):
    """Raise.

    Or not.
    """
    if response is None:
        raise ValueError(name)
# file: use.py
from base import Handler, check

handler = Handler()
check(1)
check(2)
