# with: {"path": "m.py", "module": "m", "old": "legacy", "new": "fresh"}
# file: fresh.py
def one(): ...
# file: m.py
from legacy import one, two
# declined: fresh has no two
