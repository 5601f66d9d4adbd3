# with: {"path": "pkg/__init__.py", "imports": [{"text": "import os"}]}
# file: pkg/__init__.py
import os
import sys

print(sys)
# declined: there for others
