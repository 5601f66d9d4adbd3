# with: {"path": "m.py", "module": "m", "old": "simplejson", "new": "json"}
import simplejson as json
import simplejson as sj

json.loads(sj.dumps(1))
# becomes
import json
import json as sj

json.loads(sj.dumps(1))
