# with: {"path": "m.py", "imports": [{"text": "import os"}]}
# file: m.py
import os
import sys

print(sys)
# file: test_m.py
from unittest import mock

mock.patch("m.os.getcwd")
# declined: another file takes it from here
