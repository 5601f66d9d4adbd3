# with: {"keep": "pkg/text.py::clean", "drop": {"pkg/report.py::clean": ".text"}}
# file: pkg/text.py
def clean(text):
    text = text.strip()
    return text
# file: pkg/report.py
from functools import cache


@cache
def clean(text):
    text = text.strip()
    return text
# declined: clean of pkg/report.py is decorated
