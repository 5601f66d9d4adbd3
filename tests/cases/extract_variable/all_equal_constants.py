# with: {"path": "m.py", "within": "f", "source": ["60 * 60"], "name": "hour", "nth": 1, "of": 3, "all": true}
def f(x):
    if x:
        x += 60 * 60
    elif x < 60 * 60:
        return 60 * 60
    return x
# becomes
def f(x):
    hour = 60 * 60
    if x:
        x += hour
    elif x < hour:
        return hour
    return x
