# with: {"keep": "pkg/text.py::clean", "drop": {"pkg/report.py::clean": ".text"}}
# file: pkg/text.py
import time


def clean(text):
    text = text.strip()
    return text, time.time()
# file: pkg/report.py
import time


def clean(text):
    text = text.strip()
    return text, time.time()
# file: tests/test_report.py
from pkg import report


def test_report(monkeypatch):
    monkeypatch.setattr(report, "time", None)
# declined: replaces or names time
