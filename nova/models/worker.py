"""`python -m nova.models.worker`: the process that has the key and talks to the endpoint, and can do nothing else.

JSON lines. In: first `Setup`, then one prompt each, the next one after the last one's reply. Out: `{"ready": true}`
once, then `{"heard": text}`, `{"used": usage}`, and in the end `{"reply": ...}` or `{"failed": ...}`.
"""

from __future__ import annotations

import json
import os
import queue
import resource
import select
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from nova.domain.conversation import Failure, Usage, prompt_from_json, reply_to_json
from nova.errors import ModelFailed
from nova.models.anthropic import AnthropicModel

_MEMORY = 1 << 30
"""Bytes: an endpoint that sends one line without end does not take the machine's."""
_STDIN, _STDOUT, _STDERR = 0, 1, 2
_LOOK_FOR_PARENT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the worker is told before its first prompt. The key itself is in its environment."""

    base_url: str | None
    key_variable: str
    retries: int


def main() -> None:
    confine()
    tell = _speaker()
    lines = _lines(os.getppid())
    setup = Setup(**json.loads(next(lines)))
    model = AnthropicModel(setup.base_url, os.environ[setup.key_variable], setup.retries)
    model.warm()
    tell({"ready": True})
    for line in lines:
        answer(model, line, tell)


def confine() -> None:
    """From now on this process cannot write to a file, leave its memory in one, or take all of the machine's."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


def answer(model: AnthropicModel, line: bytes, tell: Callable[[dict[str, Any]], None]) -> None:
    """One prompt, to its end."""

    def used(usage: Usage) -> None:
        tell({"used": asdict(usage)})

    try:
        reply = model.reply(prompt_from_json(json.loads(line)), lambda text: tell({"heard": text}),
                            threading.Event(), used)
        tell({"reply": reply_to_json(reply)})
    except ModelFailed as failed:
        tell(_failed(failed.failure, str(failed), failed.usage))
    except (RecursionError, MemoryError) as error:
        tell(_failed(Failure.GARBAGE, f"the model's answer is too big or too deep to be read ({type(error).__name__})",
                     None))


def _speaker() -> Callable[[dict[str, Any]], None]:
    """Writes events to what was stdout. Whatever a library prints goes to stderr from now on."""
    out = os.dup(_STDOUT)
    os.dup2(_STDERR, _STDOUT)

    def tell(event: dict[str, Any]) -> None:
        data = json.dumps(event).encode() + b"\n"
        while data:
            data = data[os.write(out, data):]

    return tell


def _failed(failure: Failure, what: str, usage: Usage | None) -> dict[str, Any]:
    return {"failed": {"failure": failure, "what": what, "usage": usage and asdict(usage)}}


def _lines(parent: int) -> Iterator[bytes]:
    """What comes on stdin. A thread listens, so that the process ends with its parent even while it waits for words."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(parent, lines.put), daemon=True).start()
    while True:
        yield lines.get()


def _listen(parent: int, put: Callable[[bytes], None]) -> None:
    rest = b""
    while True:
        while not select.select([_STDIN], [], [], _LOOK_FOR_PARENT)[0]:
            # A process forked by the parent may hold the other end of stdin open after the parent's death.
            if os.getppid() != parent:
                os._exit(0)
        data = os.read(_STDIN, 1 << 16)
        if not data:
            os._exit(0)
        *whole, rest = (rest + data).split(b"\n")
        for line in whole:
            put(line)


if __name__ == "__main__":
    main()
