# with: {"definitions": ["m.py::_do_read"]}
def _do_read():
    return 1


def run(what):
    return globals()[f"_do_{what}"]()
# declined: m.py:6 reaches the module's names through `globals`
