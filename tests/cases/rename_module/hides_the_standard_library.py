# with: {"path": "words.py", "to": "string.py"}
# file: words.py
# declined: hide the module string of the standard library
