# with: {"path": "m.py", "within": "f", "source": ["if x:", "        print('''", "margin", "    of text ''', [", "  1, 2,", "        ])"], "name": "shown"}
def f(x):
    if x is not None:
        if x:
            print('''
margin
    of text ''', [
  1, 2,
            ])
    return x
# declined: neither as whole statements
