# with: {"definitions": ["m.py::_fast"]}
import sys

if sys.platform == "linux":
    def _fast():
        return 1
# declined: under a condition
