# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "import zoneinfo"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.9"
# file: m.py
try:
    import zoneinfo
except ImportError:
    zoneinfo = None
    HAVE_ZONES = False

print(zoneinfo, HAVE_ZONES)
# left alone
