# with: {"path": "m.py", "floor": [3, 9], "branches": [{"test": "sys.version_info >= (3, 9)"}]}
# file: setup.cfg
[options]
python_requires = >=3.7
# file: m.py
import sys

if sys.version_info >= (3, 9):
    x = 1
else:
    x = 2
# declined: the project supports Python 3.7, older than 3.9
