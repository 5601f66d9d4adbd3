"""Make up inputs for functions, or call the functions with them. Runs in the sandbox at /nova/comparing.py; Python 3.8
and later, and hypothesis where inputs are made up. That happens in a process that holds nothing of the project, and
base and head are called in sandboxes of their own.

/nova/out/start.json: {"key": hex, "seconds": for all calls, "functions": [{"path", "names": [modules it may be],
    "function", "positional": [shapes], "by_name": {parameter: shape}, "inputs": [texts], or null: make them up}],
    "examples": for each}. It is deleted before the project's first line runs.
/nova/out/told.json: its signature, a line break, and for each function a list: inputs as texts, or outcomes. An outcome
is "" when it took too long.
"""

from __future__ import annotations

import hashlib
import hmac
import importlib
import json
import os
import signal
import sys
import time
from typing import Any

START = "/nova/out/start.json"
TOLD = "/nova/out/told.json"
EACH = 0.2
"""Seconds of one call."""
WORDS = {"nan": float("nan"), "inf": float("inf"), "__builtins__": {}}


class TookTooLong(BaseException):
    """One call did not end in its time."""


def main() -> None:
    with open(START, encoding="utf-8") as file:
        start = json.load(file)
    os.unlink(START)
    wanted = start["functions"]
    if all(one["inputs"] is None for one in wanted):
        told = [made_up(one, start["examples"]) for one in wanted]
    else:
        sys.path[:0] = start["paths"]
        told = [called(one, start["seconds"] / len(wanted)) for one in wanted]
    text = json.dumps(told)
    with open(TOLD, "w", encoding="utf-8") as file:
        file.write(hmac.new(bytes.fromhex(start["key"]), text.encode(), "sha256").hexdigest() + "\n" + text)


def made_up(one: Any, examples: int) -> list[str]:
    """Calls as texts: `([1, 2], 0.5), {}`."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    found: dict[str, None] = {}
    positional = st.tuples(*(strategy(st, shape) for shape in one["positional"]))
    by_name = st.fixed_dictionaries({name: strategy(st, shape) for name, shape in one["by_name"].items()})

    @settings(max_examples=examples, database=None, derandomize=True, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(positional, by_name)
    def collect(arguments: Any, keywords: Any) -> None:
        found[repr((arguments, keywords))] = None

    collect()
    return list(found)


def strategy(st: Any, shape: Any) -> Any:
    kind, inner = shape[0], [strategy(st, one) for one in shape[1:]]
    if kind == "list":
        return st.lists(inner[0], max_size=8)
    if kind == "many":
        return st.lists(inner[0], max_size=8).map(tuple)
    if kind == "dict":
        return st.dictionaries(inner[0], inner[1], max_size=6)
    if kind == "tuple":
        return st.tuples(*inner)
    if kind == "union":
        return st.one_of(*inner)
    # Larger numbers would only make loops long.
    return {"int": st.integers(-(1 << 20), 1 << 20), "str": st.text(max_size=20), "bool": st.booleans(),
            "float": st.floats(), "bytes": st.binary(max_size=20), "None": st.none()}[kind]


def called(one: Any, seconds: float) -> list[str]:
    """The outcome of each call, as many as there was time for."""
    function = imported(one)
    if function is None:
        return []
    until, found = time.monotonic() + seconds, []
    signal.signal(signal.SIGALRM, _stop)
    for text in one["inputs"]:
        if time.monotonic() > until:
            break
        found.append(outcome(function, text))
    return found


def imported(one: Any) -> Any:
    for name in one["names"]:
        try:
            module = importlib.import_module(name)
        except BaseException:  # whatever a module does when it is imported, it cannot be compared then
            continue
        file = getattr(module, "__file__", None)
        if file and os.path.realpath(file) == os.path.realpath(one["path"]):
            return getattr(module, one["function"], None)
    return None


def outcome(function: Any, text: str) -> str:
    """A digest of what came back, or which exception did, and of what became of the arguments."""
    arguments, keywords = eval(text, dict(WORDS))
    signal.setitimer(signal.ITIMER_REAL, EACH)
    try:
        try:
            result = function(*arguments, **keywords)
            told = "returned " + written(result)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except (TookTooLong, MemoryError, RecursionError):
        return ""
    except BaseException as error:
        told = "raised " + type(error).__name__
    told += " after which " + written([arguments, keywords])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def written(value: Any) -> str:
    """A value of builtin types with its types; of anything else, its type alone."""
    kind = type(value)
    if kind in (list, tuple):
        return kind.__name__ + "(" + ",".join(map(written, value)) + ")"
    if kind in (set, frozenset):
        return kind.__name__ + "(" + ",".join(sorted(map(written, value))) + ")"
    if kind is dict:
        return "dict(" + ",".join(sorted(written(key) + ":" + written(one) for key, one in value.items())) + ")"
    if kind in (int, str, bool, float, bytes, type(None)):
        return kind.__name__ + " " + repr(value)
    return "a " + kind.__name__


def _stop(number: int, frame: Any) -> None:
    raise TookTooLong


if __name__ == "__main__":
    main()
