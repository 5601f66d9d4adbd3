# with: {"path": "m.py", "imports": [{"text": "import readline"}]}
import readline
import sys

print(sys)
# declined: may do something that others rely on
