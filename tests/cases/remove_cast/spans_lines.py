# with: {"path": "m.py", "scope": "", "cast": "cast(int, a or b)", "nth": 0, "of": 1}
from typing import cast

x = cast(
    int, a
    or b)
y = 1
# becomes
x = (a
    or b)
y = 1
