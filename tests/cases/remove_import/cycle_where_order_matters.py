# with: {"path": "m.py", "imports": [{"text": "from pkg.a import A"}]}
# file: pkg/__init__.py
# file: pkg/a.py
import pkg.b
A = 1
# file: pkg/b.py
from pkg.a import A
B = A
# file: m.py
import sys
from pkg.a import A

print(sys)
# declined: may do something that others rely on
