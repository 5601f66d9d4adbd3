# with: {"path": "m.py", "imports": [{"text": "import os"}]}
import os  # plug-ins look for it here
import sys

print(sys)
# declined: a comment beside it may explain it
