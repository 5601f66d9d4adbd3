# with: {"path": "m.py", "imports": [{"text": "import os"}]}
# file: m.py
import os
import sys

print(sys)
# file: other.py
from m import *

print(os.sep)
# declined: imports everything from here
