# with: {"path": "m.py", "imports": [{"text": "import os"}]}
# file: m.py
import os
import sys

print(sys)
# file: other.py
import m as mine

print(mine.os.sep)
# declined: takes it from here
