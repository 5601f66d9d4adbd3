# with: {"path": "m.py", "module": "m", "old": "simplejson", "new": "json"}
try:
    import simplejson as json
except ImportError:
    import json
# declined: optional import
