# with: {"path": "m.py", "imports": [{"text": "import numpy as np"}]}
import sys
import numpy as np

print(sys)
# declined: may do something that others rely on
