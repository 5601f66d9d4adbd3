# with: {"path": "m.py", "names": ["f"], "to": "a/n.py"}
# file: m.py
def f(): ...
# declined: there is no folder a
