# with: {"old": "m.py::send.thing", "new": "place"}
def place(): ...


def send():
    thing = 1
    return place(thing)
# declined: m.py:6 uses another place, which the new name would hide
