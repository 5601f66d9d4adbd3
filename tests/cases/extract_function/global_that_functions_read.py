# with: {"path": "m.py", "source": ["a = 1", "go()"], "name": "g"}
def go():
    return a


a = 1
go()
print(a)
# declined: may run before it is given back
