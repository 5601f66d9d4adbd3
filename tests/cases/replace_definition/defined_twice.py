# with: {"path": "m.py", "name": "text", "code": ["def text(a):", "    return a"]}
try:
    from n import text
except ImportError:
    def text(a):
        return a
if x:
    def text(a):
        return a
# declined: not once
