# with: {"path": "m.py", "module": "m", "old": "simplejson", "new": "json"}
import os
import simplejson  # faster


def f(text, json_text=""):
    return simplejson.loads(text), os.sep
# becomes
import os
import json  # faster


def f(text, json_text=""):
    return json.loads(text), os.sep
