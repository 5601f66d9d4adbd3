# with: {"path": "m.py", "within": "f", "source": ["step = 1", "go()"], "name": "g"}
def f(go):
    step = 0
    try:
        step = 1
        go()
    except ValueError:
        return step
# declined: after only a part of it has run
