# with: {"path": "m.py", "comments": [{"line": "deque,  # noqa: F401", "codes": ["F401"]}]}
from collections import (
    deque,  # noqa: F401
    OrderedDict,
)

print(deque, OrderedDict)
# becomes
from collections import (
    deque,
    OrderedDict,
)

print(deque, OrderedDict)
