# with: {"definitions": ["m.py::_draw"]}
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plotting import Canvas


def _draw(canvas: Canvas) -> int:
    return canvas.width


def run() -> int:
    return 1
# becomes
from __future__ import annotations


def run() -> int:
    return 1
