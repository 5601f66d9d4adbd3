# with: {"keep": "pkg/text.py::clean", "drop": {"pkg/report.py::clean": ".words"}}
# file: pkg/text.py
def clean(text):
    text = text.strip()
    return text
# file: pkg/report.py
def clean(text):
    text = text.strip()
    return text
# declined: .words is not pkg/text.py
