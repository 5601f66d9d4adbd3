# with: {"path": "m.py", "imports": [{"text": "import numpy as np"}]}
import sys
import numpy as np

print(sys)
# becomes
import sys

print(sys)
