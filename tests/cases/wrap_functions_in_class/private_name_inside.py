# with: {"path": "m.py", "functions": ["rate"], "holder": "Taxes"}
__rate = 1


def rate():
    return __rate
# declined: __rate means something else in a class
