# with: {"path": "m.py", "imports": [{"text": "import os as os"}]}
import os as os
import sys

print(sys)
# declined: is meant for others
