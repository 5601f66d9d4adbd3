# with: {"path": "m.py", "cast": "cast(int, x)", "nth": 1}
from typing import cast

y = cast(int, x)
# declined: of 1 equal places, counted from 0, none has the number 1
