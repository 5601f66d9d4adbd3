# with: {"path": "m.py", "imports": [{"text": "import json", "scope": "f"}]}
import json


def f():
    import json
    return 1


print(json)
# becomes
import json


def f():
    return 1


print(json)
