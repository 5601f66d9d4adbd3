# with: {"path": "m.py", "imports": [{"text": "import os"}]}
import sys

print(sys)
# left alone
