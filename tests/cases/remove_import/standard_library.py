# with: {"path": "m.py", "imports": [{"text": "import os"}, {"text": "from typing import Dict"}]}
"""Words."""
import os
import sys
from typing import Dict, List


def f(x: List[int]):
    return sys.path, x
# becomes
"""Words."""
import sys
from typing import List


def f(x: List[int]):
    return sys.path, x
