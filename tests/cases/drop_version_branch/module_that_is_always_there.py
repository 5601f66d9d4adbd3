# with: {"path": "m.py", "floor": [3, 11], "branches": [{"test": "import tomllib"}]}
try:
    import tomllib
except ModuleNotFoundError:
    import tomli as tomllib

print(tomllib)
# becomes
import tomllib

print(tomllib)
