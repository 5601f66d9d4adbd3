# with: {"path": "m.py", "name": "text", "code": ["def text(a):", "    return 2"]}
def text(a): return 1; x = 2
class C: pass; y = 1
# becomes
def text(a):
    return 2
class C: pass; y = 1
