"""Public refactoring tasks with the operations and parameters given: RefactorBench.

    python -m bench engine tasks DATA_FOLDER REFACTORBENCH_CHECKOUT [WORD]

Each task has a recipe of ours in `recipes/`, written by hand, as if somebody had planned it. It is carried out on the
task's tree; then the task's own tests run on a copy of the files that changed, over links to the rest. A task passes
when its tests do and every file that changed still compiles to bytecode; whether the trees import is not tried. The
files touched are told, for a person to judge whether anything else changed. Recipes were written with the task's tests
in view, so this measures what the operations can do, not who plans them. WORD picks tasks.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from reviewer.domain.change import ChangeSet
from reviewer.domain.recipe import Recipe
from reviewer.drafting import apply_recipe
from reviewer.errors import OperationDeclined
from reviewer.recipes import problems_of
from reviewer.tree import Tree

RECIPES = Path(__file__).parent / "recipes"
SECONDS = 60
Figures = dict[str, Any]


def main(arguments: list[str]) -> int:
    if len(arguments) not in (2, 3):
        print("python -m bench engine tasks DATA_FOLDER REFACTORBENCH_CHECKOUT [WORD]", file=sys.stderr)
        return 2
    data, checkout, word = Path(arguments[0]), Path(arguments[1]), arguments[2] if len(arguments) == 3 else ""
    tasks = json.loads((data / "refactor" / "refactorbench.json").read_text(encoding="utf-8"))
    outcomes = [outcome_of(task, checkout) for task in tasks if word in task["id"]]
    print(json.dumps({"tasks": len(outcomes), **Counter(one["outcome"] for one in outcomes),
                      "by_operation": _by_operation(outcomes), "each": outcomes}, indent=2))
    return 0


def _by_operation(outcomes: list[Figures]) -> Figures:
    found: dict[str, Counter[str]] = {}
    for one in outcomes:
        found.setdefault(one["operation"], Counter())[one["outcome"]] += 1
    return {name: dict(counts) for name, counts in sorted(found.items())}


def outcome_of(task: Figures, checkout: Path) -> Figures:
    """passed, failed, refused, crashed, or `no recipe`; with what was seen."""
    short = task["id"].partition("/")[2]
    figures: Figures = {"task": short, "operation": task["operation"]}
    path = RECIPES / f"{short.replace('_refactor/', '-')}.json"
    if not path.exists():
        return {**figures, "outcome": "no recipe"}
    steps = json.loads(path.read_text(encoding="utf-8"))
    if problems := problems_of(steps):
        return {**figures, "outcome": "refused", "why": problems}
    root = checkout / task["repo_tree"]
    begun = time.process_time()
    try:
        changes = apply_recipe(Recipe.from_json(steps), Tree(root, paths_of(root)))
    except OperationDeclined as declined:
        return {**figures, "outcome": "refused", "why": str(declined)}
    except Exception as error:
        return {**figures, "outcome": "crashed", "why": f"{type(error).__name__}: {error}"}
    figures |= {"cpu_seconds": round(time.process_time() - begun, 2), "files": list(changes.paths),
                "lines": changes.lines_changed, "left": len(changes.left)}
    broken = [one for one in changes.files if one.path.endswith(".py") and one.after is not None and not _compiles(
        one.path, one.after)]
    if broken:
        return {**figures, "outcome": "failed", "why": f"{broken[0].path} does not compile"}
    return {**figures, **_tested(task, checkout, root, changes)}


def paths_of(root: Path) -> list[str]:
    """Every file below the folder, as git would list it; symbolic links are left out."""
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def _compiles(path: str, content: bytes) -> bool:
    try:
        compile(ast.parse(content), path, "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _tested(task: Figures, checkout: Path, root: Path, changes: ChangeSet) -> Figures:
    """The task's tests, in a folder of the changed tree, as the task has it."""
    with tempfile.TemporaryDirectory(prefix="nova-bench-") as folder:
        _lay_out(root, changes, Path(folder))
        inside = Path(folder) / "nova_bench"
        inside.mkdir()
        test = (checkout / task["test"]).resolve()
        ran = subprocess.run([sys.executable, str(test)], cwd=inside, capture_output=True, text=True, timeout=SECONDS,
                             check=False)
    if ran.returncode == 0:
        return {"outcome": "passed"}
    told = [line for line in ran.stderr.splitlines() if line.startswith(("FAIL", "ERROR", "AssertionError"))]
    return {"outcome": "failed", "why": told[:6]}


def _lay_out(root: Path, changes: ChangeSet, folder: Path, inside: str = "") -> None:
    """The tree with its changes: links to what stays, whole folders where nothing changed; files for the rest."""
    here = {one.path: one.after for one in changes.files if one.path.startswith(inside)}
    names = {path.removeprefix(inside).partition("/")[0] for path in here}
    kept = {path.name for path in (root / inside).iterdir()} if (root / inside).is_dir() else set()
    for name in kept | names:
        path = f"{inside}{name}"
        if name not in names:
            os.symlink(root / path, folder / path)
        elif path not in here:
            (folder / path).mkdir()
            _lay_out(root, changes, folder, f"{path}/")
        elif (content := here[path]) is not None:
            (folder / path).write_bytes(content)
