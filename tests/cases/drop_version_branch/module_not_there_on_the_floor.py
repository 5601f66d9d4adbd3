# with: {"path": "m.py", "floor": [3, 10], "branches": [{"test": "import tomllib"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
try:
    import tomllib
except ModuleNotFoundError:
    import tomli as tomllib

print(tomllib)
# left alone
