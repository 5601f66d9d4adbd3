# with: {"path": "m.py", "imports": [{"text": "import sys", "scope": "f"}]}
def f():
    return 1
    # Nobody comes here.

    import sys
# declined: a comment above an import would be lost
