# with: {"path": "m.py", "imports": [{"text": "import os"}]}
import os
import sys

print(sys, globals()["o" + "s"])
# declined: looks names up at run time
