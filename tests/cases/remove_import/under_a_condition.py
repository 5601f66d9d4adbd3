# with: {"path": "m.py", "imports": [{"text": "import json"}]}
import sys
try:
    import json
    import os
except ImportError:
    json = None

print(sys, os)
# declined: uses `import json`
