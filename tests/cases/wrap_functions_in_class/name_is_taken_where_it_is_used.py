# with: {"path": "m.py", "functions": ["rate"], "holder": "Taxes"}
def rate():
    return 1
# file: n.py
from m import rate

Taxes = rate()
# declined: n.py uses the name Taxes
