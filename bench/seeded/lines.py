"""A pytest plugin that writes down which lines ran while a test ran, by tracing. Standard library only.

It is bound into the sandbox and told by NOVA_TOP which folder is the project's.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

TOP = os.environ["NOVA_TOP"] + os.sep
seen: set[tuple[str, int]] = set()


def _call(frame: Any, event: str, argument: Any) -> Any:
    return _line if frame.f_code.co_filename.startswith(TOP) else None


def _line(frame: Any, event: str, argument: Any) -> Any:
    if event == "line":
        seen.add((frame.f_code.co_filename, frame.f_lineno))
    return _line


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol() -> Iterator[None]:
    threading.settrace(_call)
    sys.settrace(_call)
    yield
    sys.settrace(None)
    threading.settrace(None)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    with open("/nova/out/lines.json", "w", encoding="utf-8") as file:
        json.dump(sorted([path[len(TOP):], line] for path, line in seen), file)
