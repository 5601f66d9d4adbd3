"""Import modules one by one, each in a process of its own. Runs in the sandbox at /nova/importing.py; standard library
only, Python 3.8 and later.

/nova/plan.json: {"modules": [[path, [names it may have]]], "seconds": for each}
/nova/out/imported.json: {path: ""; or why it could not be imported, one word}
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys


def main() -> None:
    with open("/nova/plan.json", encoding="utf-8") as file:
        plan = json.load(file)
    told = {path: attempt(path, names, plan["seconds"]) for path, names in plan["modules"]}
    with open("/nova/out/imported.json", "w", encoding="utf-8") as file:
        json.dump(told, file)


def attempt(path: str, names: list[str], seconds: float) -> str:
    why = "no name"
    for name in names:
        note = f"/tmp/nova-import-{os.getpid()}"
        command = [sys.executable, __file__, name, os.path.abspath(path), note]
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, timeout=seconds, check=False)
            with open(note, encoding="utf-8") as file:
                why = file.read()
            os.remove(note)
        except subprocess.TimeoutExpired:
            return "timeout"
        except OSError:
            why = "exit"
        if not why:
            return ""
    return why


def one(name: str, path: str, note: str) -> None:
    try:
        file = getattr(importlib.import_module(name), "__file__", None)
        why = "" if file and os.path.realpath(file) == os.path.realpath(path) else "elsewhere"
    except BaseException as error:  # SystemExit as well: a module that ends the process cannot be imported
        why = type(error).__name__
    with open(note, "w", encoding="utf-8") as out:
        out.write(why)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one(*sys.argv[1:])
    else:
        main()
