# with: {"path": "m.py", "imports": [{"text": "from collections import deque"}]}
from collections import (
    OrderedDict,
    deque,
)

print(OrderedDict())
# becomes
from collections import (
    OrderedDict,
)

print(OrderedDict())
