# with: {"path": "b.py", "name": "clean", "module": "a", "other": "strip"}
# file: a.py
def strip(text): return text
# file: b.py
from a import sep


def first(): ...


def clean(text):
    return text.strip()


def last(): ...
# becomes
# file: b.py
from a import sep, strip as clean


def first(): ...


def last(): ...
