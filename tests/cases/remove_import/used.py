# with: {"path": "m.py", "imports": [{"text": "import os"}]}
import os

print(os.sep)
# declined: uses `import os`
