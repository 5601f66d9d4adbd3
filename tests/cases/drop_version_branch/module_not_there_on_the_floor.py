# with: {"path": "m.py", "floor": [3, 10], "branches": [{"test": "import tomllib"}]}
try:
    import tomllib
except ModuleNotFoundError:
    import tomli as tomllib

print(tomllib)
# left alone
