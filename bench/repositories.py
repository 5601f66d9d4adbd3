"""Review repositories for real: what was found, what became of it, what it cost, and whether suites stay green.

    python -m bench repositories PATH [PATH ...]

Each PATH is a git repository whose suite runs with `PATH/.venv`, or with the Python that runs this. It is cloned beside
its environment's own path, so nothing in PATH changes. Prints one JSON object: repository -> figures.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

Figures = dict[str, Any]


def main(paths: list[str]) -> int:
    figures = {}
    for path in map(Path, paths):
        print(f"{path.name} ...", file=sys.stderr, flush=True)
        figures[path.name] = measured(path.resolve())
    print(json.dumps(figures, indent=2))
    return 0


def measured(path: Path) -> Figures:
    """A first review, a second one with everything warm, and the suite with every opened proposal applied."""
    with tempfile.TemporaryDirectory(prefix="nova-bench-") as folder:
        clone = Path(folder) / path.name
        run("git", "clone", "--quiet", "--no-hardlinks", str(path), str(clone))
        environment = {**os.environ, "NOVA_HOME": f"{folder}/home"}
        python = path / ".venv" / "bin" / "python"
        if python.exists():
            nova(environment, "projects", "add", str(clone), "--python", str(python))
        first, seconds = timed(environment, clone)
        second, again = timed(environment, clone)
        opened = [proposal for proposal in first["proposals"] if proposal["status"] == "open"]
        return {
            "commit": first["base"][:10],
            "lines": sum(len(file.read_bytes().splitlines()) for file in clone.rglob("*.py")),
            "findings": first["findings"],
            "dispositions": {name: count for name, count in first["dispositions"].items() if count},
            "proposals": [f"{p['verdict']['grade']} {p['status']}: {p['title']}" for p in first["proposals"]],
            "unread": len(first["unread"]),
            "seconds": {**first["seconds"], "whole": seconds},
            "seconds_again": {**second["seconds"], "whole": again},
            "peak_mb": first["peak_mb"],
            "suite": suite_with_all(clone, python if python.exists() else Path(sys.executable), opened),
        }


def timed(environment: dict[str, str], clone: Path) -> tuple[Figures, float]:
    start = time.monotonic()
    report = json.loads(nova(environment, "review", str(clone), "--json"))
    return report, round(time.monotonic() - start, 1)


def suite_with_all(clone: Path, python: Path, opened: list[Figures]) -> Figures:
    """The suite's last line on the base, and with every proposal merged. Conflicts are counted, not hidden."""
    before = last_line(clone, python)
    conflicts = []
    for proposal in opened:
        who = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")
        done = subprocess.run(["git", "-C", str(clone), *who, "merge", "--quiet", "--no-edit", proposal["branch"]],
                              capture_output=True, check=False)
        if done.returncode:
            conflicts.append(proposal["title"])
            run("git", "-C", str(clone), "merge", "--abort")
    return {"before": before, "with_all_applied": last_line(clone, python), "applied": len(opened) - len(conflicts),
            "conflicts": conflicts}


def last_line(clone: Path, python: Path) -> str:
    """What pytest says at its end, without the time."""
    done = subprocess.run([str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=clone, text=True,
                          capture_output=True, check=False)
    lines = done.stdout.strip().splitlines() or ["nothing"]
    shutil.rmtree(clone / ".pytest_cache", ignore_errors=True)
    return lines[-1].partition(" in ")[0].strip("= ")


def nova(environment: dict[str, str], *arguments: str) -> str:
    return run(sys.executable, "-m", "nova", *arguments, env=environment)


def run(*command: str, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, env=env, text=True, stdout=subprocess.PIPE, check=True)
    return done.stdout
