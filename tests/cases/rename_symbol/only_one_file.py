# with: {"old": "m.py::place", "new": "submit", "only": ["m.py"]}
# file: m.py
def place(): ...
# file: use.py
from m import place
# becomes
# leaves: use.py uses place, and is none of the files that may change
# file: m.py
def submit(): ...
