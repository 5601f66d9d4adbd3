# with: {"path": "m.py", "functions": ["rate"], "holder": "Taxes"}
def rate(Taxes):
    return 1
# declined: m.py uses the name Taxes
