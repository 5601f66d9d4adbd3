# with: {"path": "m.py", "imports": [{"text": "import os"}]}
import os
import sys

__all__ = ["os"]
print(sys)
# declined: a string in the file names it
