# with: {"path": "m.py", "functions": ["rate"], "holder": "Taxes"}
def rate():
    return 1
# file: n.py
import m

print(getattr(m, "rate")())
# declined: in a way that cannot be edited
