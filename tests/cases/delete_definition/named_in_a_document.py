# with: {"definitions": ["app/a.py::load_all"]}
# file: app/a.py
def load_all(path):
    return path


def save(path):
    return path
# file: docs/usage.md
Call `load_all` first.
# file: CHANGELOG.md
Added `load_all`.
# declined: docs/usage.md:1 names it: load_all
