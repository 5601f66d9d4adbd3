# with: {"path": "m.py", "source": ["a = 1", "b = a"], "name": "g"}
a = 1
b = a
print(b)
# declined: nothing below reads
