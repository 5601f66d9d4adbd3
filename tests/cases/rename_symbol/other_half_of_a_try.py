# with: {"old": "fast.py::loads", "new": "parse"}
# file: fast.py
def loads(text): ...
# file: slow.py
def loads(text): ...
# file: use.py
try:
    from fast import loads
except ImportError:
    from slow import loads

loads("x")
# becomes
# file: fast.py
def parse(text): ...
# file: slow.py
def loads(text): ...
# file: use.py
try:
    from fast import parse
except ImportError:
    from slow import loads as parse

parse("x")
