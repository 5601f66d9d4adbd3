# with: {"old": "m.py::place", "new": "submit"}
# file: m.py
def place(): ...
# file: n.py
from m import *
# file: use.py
from n import *

place()
# becomes
# file: m.py
def submit(): ...
# file: n.py
from m import *
# file: use.py
from n import *

submit()
