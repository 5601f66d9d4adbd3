# with: {"path": "m.py", "module": "m", "old": "simplejson", "new": "json"}
import json
import simplejson

a = json.loads(simplejson.dumps(1))
# becomes
import json

a = json.loads(json.dumps(1))
