# with: {"path": "m.py", "scope": "", "cast": "cast(make(), x)", "nth": 0, "of": 1}
from typing import cast

y = cast(make(), x)
# declined: is computed
