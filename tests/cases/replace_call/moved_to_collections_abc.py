# with: {"path": "m.py", "old": "collections.Mapping"}
from collections import Mapping, OrderedDict

print(isinstance({}, Mapping), OrderedDict)
# becomes
from collections import OrderedDict
from collections.abc import Mapping

print(isinstance({}, Mapping), OrderedDict)
