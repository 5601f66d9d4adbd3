# with: {"keep": "pkg/text.py::clean", "drop": {"pkg/report.py::clean": ".text"}}
# file: pkg/text.py
def clean(text, width=3):
    text = text.strip()
    text = text[:width]
    return text
# file: pkg/report.py
def clean(text, width=4):
    text = text.strip()
    text = text[:width]
    return text
# declined: clean of pkg/report.py is not the same
