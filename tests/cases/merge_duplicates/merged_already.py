# with: {"keep": "pkg/text.py::clean", "drop": {"pkg/report.py::clean": ".text"}}
# file: pkg/text.py
def clean(text):
    text = text.strip()
    return text
# file: pkg/report.py
from .text import clean

clean("a")
# left alone
