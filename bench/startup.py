"""How long a person waits: whole commands, from their start to their end.

    python -m bench startup [TIMES]

Medians over a data folder that is there already. The exit code is 1 when `nova --help` takes 0.2 s or more, or an
offline answer 0.5 s or more.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMANDS = {"help": (["--help"], 0.2), "offline_answer": (["ask", "why do we not use Celery?"], 0.5),
            "route": (["route", "why do we not use Celery?"], 0.3)}
NOVA = Path(sys.executable).with_name("nova")
ROOT = Path(__file__).parent.parent


def main(arguments: list[str]) -> int:
    times = int(arguments[0]) if arguments else 15
    with tempfile.TemporaryDirectory(prefix="nova-bench-") as home:
        environment = {**os.environ, "NOVA_HOME": home, "NOVA_CONFIG": "", "NOVA_MODELS__ENGINE": "offline"}
        figures = {}
        for name, (command, at_most) in COMMANDS.items():
            _seconds(command, environment)
            median = statistics.median(_seconds(command, environment) for _ in range(times))
            figures[name] = {"median_seconds": round(median, 3), "at_most": at_most}
    print(json.dumps(figures, indent=2))
    return int(any(one["median_seconds"] >= one["at_most"] for one in figures.values()))


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([NOVA, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start
