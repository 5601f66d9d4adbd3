# with: {"path": "m.py", "into": "m.py"}
# file: m.py
# declined: that module itself
