# with: {"definitions": ["app/a.py::load_all"]}
# file: app/a.py
def load_all(path):
    return path


def save(path):
    return path
# file: CHANGELOG.md
Added `load_all`.
# becomes
# file: app/a.py
def save(path):
    return path
