# with: {"path": "m.py", "within": "f", "source": ["for y in x:", "    pass", "else:", "    continue"], "name": "g"}
def f(xs):
    for x in xs:
        for y in x:
            pass
        else:
            continue
        print(x)
# declined: belongs to a loop around it
