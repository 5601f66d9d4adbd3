# with: {"path": "m.py", "scope": "", "cast": "cast(int, x)", "nth": 0, "of": 1}
from sqlalchemy import cast

y = cast(int, x)
# left alone
