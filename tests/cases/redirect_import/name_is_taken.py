# with: {"path": "m.py", "module": "m", "old": "simplejson", "new": "json"}
import simplejson


def f(json):
    return simplejson.loads(json)
# declined: uses the name json for something else
