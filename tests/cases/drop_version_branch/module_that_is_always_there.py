# with: {"path": "m.py", "floor": [3, 11], "branches": [{"test": "import tomllib"}]}
# file: pyproject.toml
[project]
requires-python = ">=3.11"
# file: m.py
try:
    import tomllib
except ModuleNotFoundError:
    import tomli as tomllib

print(tomllib)
# becomes
import tomllib

print(tomllib)
