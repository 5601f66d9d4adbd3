# with: {"path": "m.py", "within": "f", "source": ["x.go(\"ä\")"], "name": "go_on"}
﻿def f(x):
	x.go("ä")
	return x
# becomes
﻿def f(x):
	go_on(x)
	return x


def go_on(x):
	x.go("ä")
