# with: {"definitions": ["app/handlers.py::handle_read"]}
# file: app/handlers.py
def handle_read():
    return 1


def handle_write():
    return 2
# file: app/run.py
from app import handlers


def run(what):
    return getattr(handlers, what)()
# declined: app/run.py:5 looks up names of its module: handle_read
