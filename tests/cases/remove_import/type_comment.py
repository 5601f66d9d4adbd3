# with: {"path": "m.py", "imports": [{"text": "from typing import List"}]}
from typing import List
import sys

x = sys.argv  # type: List[str]
# declined: a type comment names it
