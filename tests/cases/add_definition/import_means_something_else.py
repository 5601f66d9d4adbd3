# with: {"path": "m.py", "code": ["def total(cart):", "    return sep"], "imports": ["from os import sep"]}
sep = ","
# declined: uses the name sep for something else
