# with: {"pattern": "errors.Suspicious($*args)", "becomes": "errors.Traversal($*args)", "paths": ["app/*"]}
# file: errors.py
class Suspicious(Exception): ...
class Traversal(Suspicious): ...
# file: app/a.py
from errors import Suspicious, Traversal


def f(name):
    raise Suspicious("a %s" % name, cause=1)
# file: app/b.py
from errors import Suspicious

try:
    raise Suspicious
except Suspicious:
    raise Suspicious()
# file: b.py
from errors import Suspicious

raise Suspicious()
# becomes
# file: app/a.py
from errors import Traversal


def f(name):
    raise Traversal("a %s" % name, cause=1)
# file: app/b.py
from errors import Suspicious, Traversal

try:
    raise Suspicious
except Suspicious:
    raise Traversal()
