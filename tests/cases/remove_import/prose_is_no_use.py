# with: {"path": "m.py", "imports": [{"text": "import time"}]}
import time
import sys

print(sys, "takes a long time to finish")
# becomes
import sys

print(sys, "takes a long time to finish")
