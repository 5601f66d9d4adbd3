# with: {"path": "m.py", "functions": ["a"], "holder": "Both"}
from __future__ import annotations


def a(f: a):
    return f
# declined: needs the class before it is made
