# with: {"path": "m.py", "function": "name", "parameter": "log", "default": "None"}
name = 10
# declined: name is no function
