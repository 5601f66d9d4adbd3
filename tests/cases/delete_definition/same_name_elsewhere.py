# with: {"definitions": ["app/a.py::_load"]}
# file: app/a.py
import json


def _load(path):
    return json.loads(path.read_text())


def save(path, value):
    path.write_text(json.dumps(value))
# file: app/b.py
from app.c import _load


class Reader:
    def _load(self):
        return _load(self.path)

    def read(self, _load=None):
        # not the _load of a.py
        return self._load()
# file: app/c.py
def _load(path):
    return path
# becomes
# file: app/a.py
import json


def save(path, value):
    path.write_text(json.dumps(value))
