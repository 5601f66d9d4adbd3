# with: {"path": "m.py", "scope": "", "cast": "cast(int, x)", "nth": 0}
from sqlalchemy import cast

y = cast(int, x)
# left alone
