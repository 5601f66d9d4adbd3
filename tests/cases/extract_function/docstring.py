# with: {"path": "m.py", "within": "f", "source": ["\"\"\"What it does.\"\"\"", "print(x)"], "name": "g"}
def f(x):
    """What it does."""
    print(x)
# declined: a docstring belongs where it stands
