# with: {"path": "m.py", "source": ["2 + 3"], "name": "five"}
a = 1 + 2 + 3
# declined: neither as whole statements
