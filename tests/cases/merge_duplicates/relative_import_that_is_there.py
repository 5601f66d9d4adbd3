# with: {"keep": "pkg/text.py::clean", "drop": {"pkg/sub/report.py::clean": "..text"}}
# file: pkg/text.py
def clean(text):
    text = text.strip()
    return text


def upper(text):
    return text.upper()
# file: pkg/sub/report.py
from ..text import upper


def clean(text):
    text = text.strip()
    return text


def show(text):
    print(upper(clean(text)))
# becomes
# file: pkg/sub/report.py
from ..text import clean, upper


def show(text):
    print(upper(clean(text)))
