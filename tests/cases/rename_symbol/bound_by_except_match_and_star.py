# with: {"old": "m.py::f(got)", "new": "seen"}
def f(got=None, *more):
    try:
        pass
    except (ValueError,
            TypeError) as got:
        print(got)
    match more:
        case [1, *got]:
            pass
        case {"a": _, **got}:
            pass
        case int(real=0) as got:
            pass
    with open("x") as got:
        del got
    import got
    def inner():
        nonlocal got
        got += 1
    return got


f(got=1)
f(*[1], **{"got": 2})
# becomes
def f(seen=None, *more):
    try:
        pass
    except (ValueError,
            TypeError) as seen:
        print(seen)
    match more:
        case [1, *seen]:
            pass
        case {"a": _, **seen}:
            pass
        case int(real=0) as seen:
            pass
    with open("x") as seen:
        del seen
    import got as seen
    def inner():
        nonlocal seen
        seen += 1
    return seen


f(seen=1)
f(*[1], **{"got": 2})
