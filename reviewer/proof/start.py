"""Starts pytest in the sandbox before anything of the project can come between. Standard library, Python 3.8 and later.

It is bound into the sandbox at /nova/plugin/nova_start.py. `python -m pytest` would put the project's folder on the
path first, and then a `pytest.py` or a `json.py` in it would be what runs.

/nova/out/start.json: {"key": hex, "paths": [folders of the project], "arguments": [for pytest]}. It is deleted before
the project's first line runs, so that nobody else can sign what the witness tells.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

NOVA = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""/nova; a sandbox that cannot show folders elsewhere has it where it lies."""
START = os.path.join(NOVA, "out", "start.json")


def main() -> int:
    with open(START, encoding="utf-8") as file:
        start = json.load(file)
    os.unlink(START)
    import pytest
    from _pytest.config import default_plugins

    for name in default_plugins:
        import_module(f"_pytest.{name}")
    import_module("nova_witness").begin(bytes.fromhex(start["key"]))
    ours = sys.path.pop(0)
    # What `python -m pytest` does, for pytest and for what the tests start.
    sys.path[:] = [*start["paths"], *sys.path, ours]
    sys.argv[:] = [os.path.join(os.path.dirname(pytest.__file__), "__main__.py")]
    if len(start["paths"]) > 1:
        os.environ["PYTHONPATH"] = os.pathsep.join(start["paths"][1:])
    return int(pytest.main(start["arguments"]))


if __name__ == "__main__":
    sys.exit(main())
