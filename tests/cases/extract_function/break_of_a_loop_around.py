# with: {"path": "m.py", "within": "f", "source": ["if x:", "    break"], "name": "g"}
def f(xs):
    for x in xs:
        if x:
            break
# declined: belongs to a loop around it
