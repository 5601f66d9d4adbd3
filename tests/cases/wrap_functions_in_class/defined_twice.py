# with: {"path": "m.py", "functions": ["rate"], "holder": "Taxes"}
if x:
    def rate():
        return 1
else:
    def rate():
        return 2
# declined: exactly once
