# with: {"keep": "pkg/text.py::where", "drop": {"pkg/report.py::where": ".text"}}
# file: pkg/text.py
def where(text):
    place = __name__
    return place + text
# file: pkg/report.py
def where(text):
    place = __name__
    return place + text
# declined: it cannot be told what __name__ stands for
