# with: {"definitions": ["app/a.py::_load"]}
# file: app/a.py
def _load(path):
    return path


def save(path):
    return path
# file: app/b.py
from app.a import (
    _load,
    save,
)

save(1)
# becomes
# file: app/a.py
def save(path):
    return path
# file: app/b.py
from app.a import (
    save,
)

save(1)
