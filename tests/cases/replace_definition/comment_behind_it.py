# with: {"path": "m.py", "name": "text", "code": ["def text(a):", "    return 2"]}
def text(a):
    return a  # as it came
# declined: shares its last line with a comment
