"""The refactoring engine against cases and trees that others wrote: `python -m bench engine PART ...`.

    rope [OPERATION ...] DATA_FOLDER    rope's own cases: right, refused, wrong
    tasks DATA_FOLDER REFACTORBENCH_CHECKOUT [WORD]
                                        public tasks across files, by recipes written by hand, and their own tests
    speed [--rope PYTHON] PATH ...      a rename as a ratio to ast.parse of the same files, beside rope's
"""

from __future__ import annotations

import sys
from importlib import import_module

PARTS = {"rope": "bench.engine.rope", "speed": "bench.engine.speed", "tasks": "bench.engine.tasks"}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in PARTS:
        print(__doc__, file=sys.stderr)
        return 2
    return int(import_module(PARTS[arguments[0]]).main(arguments[1:]))
