# with: {"path": "m.py", "code": ["def total(cart:"]}
x = 1
# declined: does not parse
