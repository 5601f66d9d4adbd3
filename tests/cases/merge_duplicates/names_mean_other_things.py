# with: {"keep": "pkg/text.py::clean", "drop": {"pkg/report.py::clean": ".text"}}
# file: pkg/text.py
WIDTH = 3


def clean(text):
    text = text.strip()
    text = text[:WIDTH]
    return text
# file: pkg/report.py
WIDTH = 4


def clean(text):
    text = text.strip()
    text = text[:WIDTH]
    return text
# declined: WIDTH may stand for different things
