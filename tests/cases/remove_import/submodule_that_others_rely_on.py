# with: {"path": "m.py", "imports": [{"text": "import importlib.util"}]}
# file: m.py
import importlib.util
import sys

print(sys)
# file: other.py
import importlib

print(importlib.util.find_spec("json"))
# declined: may do something that others rely on
