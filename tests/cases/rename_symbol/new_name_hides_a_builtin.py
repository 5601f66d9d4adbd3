# with: {"old": "m.py::place", "new": "print"}
def place(): ...


def send():
    print(place())
# declined: m.py:5 uses the builtin print, which the new name would hide
