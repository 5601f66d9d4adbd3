# with: {"path": "m.py", "imports": [{"text": "import json"}, {"text": "import os"}]}
# loaded early, before the hooks are set
import json, os
import sys

print(sys)
# declined: a comment above
