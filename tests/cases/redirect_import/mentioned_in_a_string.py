# with: {"path": "m.py", "module": "m", "old": "simplejson", "new": "json"}
import simplejson

__all__ = ["simplejson"]
# declined: spelled in strings
