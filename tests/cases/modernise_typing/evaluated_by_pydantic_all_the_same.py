# with: {"path": "m.py", "floor": [3, 10]}
# file: pyproject.toml
[project]
requires-python = ">=3.10"
# file: m.py
from __future__ import annotations

import threading
from typing import Optional

import pydantic


class M(pydantic.BaseModel):
    x: Optional[threading.Lock]
    y: Optional[int]
# becomes
from __future__ import annotations

import threading
from typing import Optional

import pydantic


class M(pydantic.BaseModel):
    x: Optional[threading.Lock]
    y: int | None
