# with: {"path": "m.py", "old": "collections.Mapping"}
import collections

try:
    from collections import Mapping
except ImportError:
    from collections.abc import Mapping
Other = collections.Mapping if hasattr(collections, "Mapping") else None
print(Mapping)
# left alone
