# with: {"path": "m.py", "name": "text", "code": ["def text(duration):", "    \"\"\"A duration in words.\"\"\"", "    if duration is None:", "        return ''", "    return sep.join(duration)"], "imports": ["from os import sep"]}
from os import path


# Kept by hand.
def text(duration):
    return path.join(duration)


def other(): return text(1)
# becomes
from os import path, sep


# Kept by hand.
def text(duration):
    """A duration in words."""
    if duration is None:
        return ''
    return sep.join(duration)


def other(): return text(1)
