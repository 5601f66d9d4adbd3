# with: {"path": "m.py", "name": "Cart.text", "code": ["def text(a):", "    return 2"]}
def text(a): return 1
# declined: does not define Cart.text
