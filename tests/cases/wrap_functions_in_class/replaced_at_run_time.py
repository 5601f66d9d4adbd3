# with: {"path": "m.py", "functions": ["rate"], "holder": "Taxes"}
def rate():
    return 1
# file: n.py
import m

m.rate = None
# declined: gives rate another
