# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from __future__ import annotations

import threading
from typing import Optional


def f(x: Optional[threading.Lock]): ...
# becomes
from __future__ import annotations

import threading


def f(x: threading.Lock | None): ...
