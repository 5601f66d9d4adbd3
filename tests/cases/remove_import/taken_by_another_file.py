# with: {"path": "m.py", "imports": [{"text": "import os"}]}
# file: m.py
import os
import sys

print(sys)
# file: other.py
from m import os

print(os)
# declined: another file takes it from here
