# with: {"definition": "m.py::twice"}
﻿def twice(x):
	return x * 2


# ä
print("ä", twice("ä"))
# becomes
﻿# ä
print("ä", "ä" * 2)
