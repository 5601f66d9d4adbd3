# with: {"path": "m.py", "scope": "", "cast": "t.cast('int', a + b)", "nth": 0, "of": 1}
import typing as t

c = t.cast("int", a + b) * 2
d: t.Any = c
# becomes
import typing as t

c = (a + b) * 2
d: t.Any = c
