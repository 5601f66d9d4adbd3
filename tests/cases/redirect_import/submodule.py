# with: {"path": "m.py", "module": "m", "old": "simplejson", "new": "json"}
import simplejson.encoder
# declined: simplejson.encoder
