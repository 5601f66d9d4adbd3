# with: {"keep": "pkg/text.py::clean", "drop": {"pkg/report.py::clean": ".text"}}
# file: pkg/__init__.py
# file: pkg/text.py
import re


def clean(text: str, limit: int = 80) -> str:
    """One line, not too long."""
    text = re.sub(r"\s+", " ", text)
    text = text.strip()
    return text[:limit]
# file: pkg/report.py
"""Reports."""

import re
from pathlib import Path

from .base import Base


class Report(Base):
    def title(self) -> str:
        return clean(Path(self.name).stem)


# One line.
def clean(text: str, limit: int = 80) -> str:
    text = re.sub(r'\s+', ' ', text)
    text = text.strip()
    return text[:limit]


def show(report: Report) -> None:
    print(report.title())
# becomes
# file: pkg/report.py
"""Reports."""

from pathlib import Path

from .base import Base
from .text import clean


class Report(Base):
    def title(self) -> str:
        return clean(Path(self.name).stem)


def show(report: Report) -> None:
    print(report.title())
