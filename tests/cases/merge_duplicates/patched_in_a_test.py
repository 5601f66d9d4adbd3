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
from unittest import mock


def test_report():
    with mock.patch("pkg.report.time"):
        pass
# declined: tests/test_report.py:5 replaces or names pkg.report.time
