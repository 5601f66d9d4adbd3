# with: {"path": "m.py", "scope": "", "cast": "cast(int, x)", "nth": 0, "of": 1}
from typing import cast

y = cast(
    int,  # really
    x,
)
# declined: a comment stands inside
