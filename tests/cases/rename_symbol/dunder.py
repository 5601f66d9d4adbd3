# with: {"old": "m.py::__version__", "new": "version"}
__version__ = "1"
# declined: Python gives __version__ a meaning of its own
