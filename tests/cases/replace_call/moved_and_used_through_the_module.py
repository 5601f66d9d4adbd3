# with: {"path": "m.py", "old": "collections.Mapping"}
import collections

print(isinstance({}, collections.Mapping))
# becomes
import collections
import collections.abc

print(isinstance({}, collections.abc.Mapping))
