# with: {"old": "m.py::place", "new": "submit"}
# file: m.py
def place(): ...
# file: old.py
from m import place
print "place"
# becomes
# leaves: old.py cannot be parsed by this Python: Missing parentheses in call to 'print'. Did you mean print(.
# file: m.py
def submit(): ...
