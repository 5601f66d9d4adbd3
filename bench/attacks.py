"""The attacks of tests/attacks, as a table: what a fully hijacked proposer got for each of them.

    python -m bench proof attacks [WORD]

WORD picks those whose name or kind holds it. The exit code is 1 when one was not held.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"


def main(arguments: list[str]) -> int:
    sys.path[:0] = [str(TESTS / "attacks"), str(TESTS / "reviewer" / "proof")]
    from cases import ATTACKS, LIMITED
    from hijacked import Ground

    word = " ".join(arguments)
    with tempfile.TemporaryDirectory(prefix="nova-bench-") as folder:
        ground = Ground(Path(folder))
        told = []
        for attack in ATTACKS:
            if word in (attack.kind, "") or word in attack.name:
                told.append(ground.carry_out(attack))
                print(f"{attack.name}: {told[-1].grade}, {told[-1].why}", file=sys.stderr)
        limits = [ground.carry_out(attack).to_json() for attack in LIMITED if word in ("", "catalogue")]
    print(json.dumps({"limits": limits, "attacks": [one.to_json() for one in told], "carried_out": len(told),
                      "held": sum(one.held for one in told)}, indent=2))
    return 0 if all(one.held for one in told) else 1
