# with: {"path": "m.py", "code": ["def sum(cart):", "    return 1"]}
print(sum([1]))
# declined: may mean something
