# with: {"path": "m.py", "within": "f", "source": ["print('''", "margin", "        of text ''', [", "  1, 2,", "        ])"], "name": "shown"}
def f(x):
    if x:
        print('''
margin
        of text ''', [
  1, 2,
        ])
    return x
# becomes
def f(x):
    if x:
        shown()
    return x


def shown():
    print('''
margin
        of text ''', [
  1, 2,
    ])
