# with: {"path": "m.py", "functions": ["rate"], "holder": "Taxes"}
def rate():
    return 1


def off():
    global rate
    rate = None
# declined: exactly once
