# with: {"old": "m.py::Handler.emit_all", "new": "send"}
from framework import Base


class Handler(Base):
    def emit_all(self): ...
# declined: Handler in m.py inherits from framework.Base, which may define emit_all or send
