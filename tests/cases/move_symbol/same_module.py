# with: {"path": "m.py", "names": ["f"], "to": "m.py"}
# file: m.py
def f(): ...
# declined: m.py is where they are
