"""One exchange with the worker over its pipes. Nothing in it waits longer than a moment."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
from collections.abc import Callable
from typing import IO, Any

from nova.domain.conversation import Failure, Reply, Usage, reply_from_json
from nova.errors import ModelFailed

POLL = 0.05
"""Seconds, at most, until a cancel is noticed."""

_CHUNK = 1 << 16
_LAST_WORDS = 2_000


class Pump:
    """Moves bytes between here and the worker, a turn at a time, until there is an outcome."""

    def __init__(self, process: subprocess.Popen[bytes], hear: Callable[[str], None]) -> None:
        self._process, self._hear = process, hear
        self._stdin, self._stdout, self._stderr = map(_number, (process.stdin, process.stdout, process.stderr))
        self._outgoing = memoryview(b"")
        self._half, self._last_words = bytearray(), b""
        self.usage: Usage | None = None
        """As the endpoint has reported it so far."""
        self.outcome: Reply | ModelFailed | None = None

    def send(self, data: bytes) -> None:
        """`data` goes out during the turns that follow."""
        self._outgoing = memoryview(data)
        os.set_blocking(self._stdin, False)

    def turn(self) -> None:
        """Move what can be moved, or wait for it up to POLL."""
        with selectors.DefaultSelector() as ready:
            if self._outgoing:
                ready.register(self._stdin, selectors.EVENT_WRITE)
            ready.register(self._stdout, selectors.EVENT_READ)
            ready.register(self._stderr, selectors.EVENT_READ)
            now = {key.fd for key, _ in ready.select(POLL)}
        if self._stdin in now:
            self._write()
        if self._stderr in now:
            self._last_words = (self._last_words + os.read(self._stderr, _CHUNK))[-_LAST_WORDS:]
        if self._stdout in now:
            self._read()

    def _write(self) -> None:
        with contextlib.suppress(BrokenPipeError):  # it died: stdout ends as well, and that tells
            self._outgoing = self._outgoing[os.write(self._stdin, self._outgoing):]

    def _read(self) -> None:
        data = os.read(self._stdout, _CHUNK)
        if not data:
            raise self._dead()
        *whole, rest = data.split(b"\n")
        for end in whole:
            self._half += end
            line, self._half = bytes(self._half), bytearray()
            self._take(json.loads(line))
        self._half += rest

    def _take(self, event: dict[str, Any]) -> None:
        match event:
            case {"heard": str(text)}:
                self._hear(text)
            case {"used": usage}:
                self.usage = Usage(**usage)
            case {"reply": reply}:
                self.outcome = reply_from_json(reply)
            case {"failed": {"failure": failure, "what": what, "usage": usage}}:
                self.outcome = ModelFailed(Failure(failure), what, Usage(**usage) if usage else None)

    def _dead(self) -> ModelFailed:
        status = self._process.wait()
        how = f"by {signal.Signals(-status).name}" if status < 0 else f"with exit code {status}"
        said = self._last_words.decode(errors="replace").strip().splitlines()[-1:]
        return ModelFailed(Failure.CUT, f"the process that talks to the model ended {how}"
                           + "".join(f": {line}" for line in said) + "; the next request starts a new one", self.usage)


def _number(stream: IO[bytes] | None) -> int:
    assert stream is not None
    return stream.fileno()
