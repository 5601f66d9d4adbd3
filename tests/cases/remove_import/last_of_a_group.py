# with: {"path": "m.py", "imports": [{"text": "import io"}]}
import io

from json import loads

print(loads("1"))
# becomes
from json import loads

print(loads("1"))
