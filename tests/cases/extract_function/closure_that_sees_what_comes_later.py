# with: {"path": "m.py", "within": "f", "source": ["shows.append(lambda: x)"], "name": "g"}
def f(xs):
    shows = []
    for x in xs:
        shows.append(lambda: x)
    return shows
# declined: shared with a nested function
