# with: {"path": "m.py", "module": "m", "old": "simplejson", "new": "json"}
from simplejson import (
    dumps,  # writes
    loads as read,
)

read(dumps(1))
# becomes
from json import (
    dumps,  # writes
    loads as read,
)

read(dumps(1))
