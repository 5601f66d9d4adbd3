"""What a rename costs, as a ratio to `ast.parse` of the same files in the same process: machine-independent.

    python -m bench engine speed [--rope PYTHON] PATH [PATH ...]

CPU seconds with the garbage collector off and trees dropped, parsing best of three, renames once; the files are in the
disk's cache, and nothing else is. Renamed are module-level functions and classes, and methods, spread evenly over the
source files; one that is declined counts as well, by itself. `allowed` is 0.1 of ast.parse and 4 ms for each touched
line. With PYTHON, an interpreter that has rope, a few of the same definitions are renamed by rope as well.
"""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench.index import cpu, parsed
from nova.code.modules import is_test
from reviewer.domain.recipe import Recipe, Step
from reviewer.drafting import apply_recipe
from reviewer.errors import OperationDeclined
from reviewer.refactoring import working_files
from reviewer.references import Files
from reviewer.references._places import spelled
from reviewer.tree import Tree

NEW = "renamed_by_the_bench"
EACH = 20
"""Renames of each sort."""
PEERS = 6
"""Of those, how many rope does as well: it takes far longer."""

Figures = dict[str, Any]


def main(arguments: list[str]) -> int:
    python = arguments[1] if arguments[:1] == ["--rope"] else None
    paths = arguments[2:] if python else arguments
    print(json.dumps({Path(path).name: measured(Path(path).resolve(), python) for path in paths}, indent=2))
    return 0


def measured(root: Path, python: str | None) -> Figures:
    paths = list(working_files(root))
    tree = Tree(root, paths)
    sources = [tree.read(path) for path in tree.python_paths]
    parse = cpu(lambda: [parsed(source) for source in sources])
    each = {sort: [renamed(root, paths, old, parse) for old in evenly(found)]
            for sort, found in definitions(tree).items()}
    peers = {sort: beside_rope(python, tree, found) for sort, found in each.items()} if python else {}
    return {"python_files": len(sources), "ast_parse_seconds": round(parse, 3),
            **{sort: {**spread(found), **peers.get(sort, {})} for sort, found in each.items()}}


def definitions(tree: Tree) -> dict[str, list[str]]:
    """Module-level definitions, and methods without the special ones, outside of tests."""
    found: dict[str, list[str]] = {"module_level": [], "methods": []}
    files = Files(tree)
    for path in files.python_paths:
        file = files.get(path) if not is_test(path) else None
        for name, nodes in file.definitions.items() if file else ():
            holder = file.names.parents[nodes[0]] if file else None
            if isinstance(holder, ast.Module):
                found["module_level"].append(f"{path}::{name}")
            elif isinstance(holder, ast.ClassDef) and not name.endswith("__"):
                found["methods"].append(f"{path}::{name}")
    return found


def evenly(found: list[str]) -> list[str]:
    return found[::max(1, len(found) // EACH)][:EACH]


def renamed(root: Path, paths: list[str], old: str, parse: float) -> Figures:
    recipe = Recipe((Step("rename_symbol", {"old": old, "new": NEW}),))
    lines: list[int] = [0]

    def work() -> None:
        try:
            lines[0] = apply_recipe(recipe, Tree(root, paths)).lines_changed
        except OperationDeclined:
            lines[0] = 0

    seconds = cpu(work, times=1)
    return {"old": old, "seconds": seconds, "ratio": seconds / parse, "lines": lines[0],
            "allowed": 0.1 * parse + 0.004 * lines[0]}


def beside_rope(python: str, tree: Tree, each: list[Figures]) -> Figures:
    """Seconds of ours and rope's for a few of the renames that were done, best effort: rope may fail."""
    pairs, failed = [], 0
    files = Files(tree)
    for one in [figures for figures in each if figures["lines"]][:PEERS]:
        path, _, name = one["old"].partition("::")
        file = files.get(path)
        node = file.definitions[name][0] if file else None
        start = next(iter(spelled(file, node, name.rpartition(".")[2])), None) if file and node else None
        if file is None or start is None:
            continue
        offset = len(file.text[:start[0]].decode().replace("\r\n", "\n"))
        script = str(Path(__file__).parent / "peer_rope.py")
        done = subprocess.run([python, "-P", script, str(tree.root), path, str(offset), NEW], capture_output=True,
                              text=True, check=False)
        if done.returncode:
            failed += 1
        else:
            pairs.append((one["seconds"], json.loads(done.stdout)["seconds"]))
    return {"rope": {"renames": len(pairs), "failed": failed, "ours_seconds": round(sum(p[0] for p in pairs), 2),
                     "rope_seconds": round(sum(p[1] for p in pairs), 2),
                     "ours_above_rope": sum(ours > theirs for ours, theirs in pairs)}}


def spread(each: list[Figures]) -> Figures:
    if not each:
        return {"renames": 0}
    slowest = max(each, key=lambda one: one["seconds"])
    return {"renames": len(each), "declined": sum(not one["lines"] for one in each),
            "mean_seconds": round(mean(one["seconds"] for one in each), 3),
            "median_ratio": round(median(one["ratio"] for one in each), 3),
            "mean_ratio": round(mean(one["ratio"] for one in each), 3),
            "within_allowed": round(mean(one["seconds"] <= one["allowed"] for one in each), 2),
            "slowest": {"old": slowest["old"], "seconds": round(slowest["seconds"], 2), "lines": slowest["lines"]}}
