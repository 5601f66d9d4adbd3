# with: {"path": "m.py", "within": "f", "source": ["x.y + 1"], "name": "more"}
﻿def f(x):
	# ä
	return ('ä', x.y + 1)
# becomes
﻿def f(x):
	# ä
	more = x.y + 1
	return ('ä', more)
