"""A model in a process of its own, which has the key and nothing else: to cancel is to kill."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Event, Lock
from types import TracebackType
from typing import Self

from nova.domain.conversation import Failure, Prompt, Reply, prompt_to_json
from nova.errors import ModelFailed
from nova.models.outgoing import filtered
from nova.models.pipe import POLL, Pump
from nova.models.settings import ModelSettings

WORKER = (sys.executable, "-P", "-m", "nova.models.worker")

_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR",
         *(name for proxy in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY") for name in (proxy, proxy.lower())))


class ApartModel:
    """Fills the port Model. One process serves many requests, one at a time; a killed one is replaced when needed."""

    def __init__(self, settings: ModelSettings, environment: Mapping[str, str],
                 command: Sequence[str] = WORKER) -> None:
        self._settings, self._environment, self._command = settings, environment, command
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = Lock()

    def warm(self) -> None:
        """Start the process now, so that its two seconds of import pass while something else is done."""
        with self._turn:
            self._running()

    def reply(self, prompt: Prompt, hear: Callable[[str], None], cancel: Event) -> Reply:
        deadline = time.monotonic() + prompt.seconds
        while not self._turn.acquire(timeout=POLL):
            _check(cancel, deadline)
        try:
            return self._ask(prompt, hear, cancel, deadline)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process. It is started anew by the next request."""
        with self._turn:
            self._kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def _ask(self, prompt: Prompt, hear: Callable[[str], None], cancel: Event, deadline: float) -> Reply:
        pump = Pump(self._running(), hear)
        try:
            pump.send(json.dumps(prompt_to_json(filtered(prompt))).encode() + b"\n")
            while pump.outcome is None:
                _check(cancel, deadline, pump)
                pump.turn()
        except BaseException:  # a Ctrl-C as well: half of an exchange must not be left for the next request
            self._kill()
            raise
        if isinstance(pump.outcome, ModelFailed):
            raise pump.outcome
        return pump.outcome

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self._process = self._start()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own: a terminal's Ctrl-C is the parent's to act on.
        process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, cwd="/", env=self._child_environment(),
                                   close_fds=True, start_new_session=True, bufsize=0)
        settings = self._settings
        setup = {"base_url": settings.base_url, "key_variable": settings.key_variable, "retries": settings.retries}
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it died at once: whoever reads from it is told
            process.stdin.write(json.dumps(setup).encode() + b"\n")
        return process

    def _child_environment(self) -> dict[str, str]:
        given, key = self._environment, self._settings.key_variable
        return {**{name: given[name] for name in _KEPT if name in given},
                "PYTHONDONTWRITEBYTECODE": "1", key: given.get(key, "").strip() or "none"}

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _check(cancel: Event, deadline: float, pump: Pump | None = None) -> None:
    usage = None if pump is None else pump.usage
    if cancel.is_set():
        raise ModelFailed(Failure.CANCELLED, "stopped before the answer was complete", usage)
    if time.monotonic() >= deadline:
        raise ModelFailed(Failure.TIMEOUT, "the model's answer was not complete in time", usage)
