# with: {"old": "m.py::place", "new": "submit"}
def place(): ...


def send(submit):
    return place(submit)
# declined: m.py:5 uses place where submit means something else
