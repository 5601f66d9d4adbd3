# with: {"path": "m.py", "imports": [{"text": "import os"}]}
"""Words.

>>> os.sep
'/'
"""
import os
import sys

print(sys)
# declined: a string in the file names it
