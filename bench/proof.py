"""What the proof is worth: `python -m bench proof PART ...`."""

from __future__ import annotations

import sys
from importlib import import_module

PARTS = {"attacks": "bench.attacks", "breakages": "bench.breakages", "overhead": "bench.overhead"}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in PARTS:
        print(f"python -m bench proof {' | '.join(PARTS)}", file=sys.stderr)
        return 2
    return int(import_module(PARTS[arguments[0]]).main(arguments[1:]))
