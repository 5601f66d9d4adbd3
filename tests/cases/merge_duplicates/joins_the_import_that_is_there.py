# with: {"keep": "pkg/text.py::clean", "drop": {"pkg/report.py::clean": "pkg.text"}}
# file: pkg/text.py
WIDTH = 3


def clean(text):
    text = text.strip()
    text = text[:WIDTH]
    return text


def upper(text):
    return text.upper()
# file: pkg/report.py
from pkg.text import WIDTH, upper


def clean(text):
    text = text.strip()
    text = text[:WIDTH]
    return text


def show(text):
    print(upper(clean(text)))
# becomes
# file: pkg/report.py
from pkg.text import clean, upper


def show(text):
    print(upper(clean(text)))
