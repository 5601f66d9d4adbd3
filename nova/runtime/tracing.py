"""Spans of what a runtime does, saved as they finish."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from nova.clock import Stopwatch
from nova.domain.trace import Span, SpanKind
from nova.errors import ModelFailed, NovaError
from nova.ports import Clock, TraceStore
from nova.runtime.conventions import (
    COST,
    INPUT_TOKENS,
    OPERATION,
    OUTPUT_TOKENS,
    TOTAL_COST,
    TOTAL_INPUT_TOKENS,
    TOTAL_OUTPUT_TOKENS,
)

_log = logging.getLogger(__name__)

_NAMED = {SpanKind.TURN, SpanKind.AGENT, SpanKind.CHAT, SpanKind.TOOL}
"""The kinds whose value is an operation of the conventions."""
_AT_LEAST_EVERY = timedelta(seconds=1)


class OpenSpan:
    """A step that is going on."""

    def __init__(self, trace: str, parent: str | None, start: datetime, attributes: Mapping[str, Any]) -> None:
        self.trace, self.parent = trace, parent
        self.id = secrets.token_hex(8)
        self.start = start
        self.attributes = dict(attributes)
        self.error: str | None = None

    def set(self, key: str, value: Any) -> None:
        """Attach a JSON value, by a name of `conventions`."""
        self.attributes[key] = value

    def fail(self, type: str) -> None:
        """Mark the step as failed without an exception; `type` is one word."""
        self.error = type


class Tracer:
    """Writes one trace after the other. It belongs to one thread.

    Finished spans are saved when the root closes, and in between when one closes a second or more after the last save:
    a run that is killed keeps what it had finished by then, without its root. A store that fails costs the trace, not
    the work: the spans wait for the next save, and a warning is logged.
    """

    def __init__(self, store: TraceStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._open: list[OpenSpan] = []
        self._finished: list[Span] = []
        self._sums = _Sums()
        self._saved = clock.now()
        self.trace = ""
        """The trace that is being written, else the last one; empty before the first."""

    @contextmanager
    def span(self, kind: SpanKind, name: str, attributes: Mapping[str, Any] | None = None) -> Iterator[OpenSpan]:
        """A step inside the innermost open one; without one it is the root of a new trace.

        An exception that passes is its error: a ModelFailed by its failure, any other by its class.
        """
        opened = self._begin(kind, attributes or {})
        watch = Stopwatch()
        try:
            yield opened
        except BaseException as error:
            opened.fail(error.failure.value if isinstance(error, ModelFailed) else type(error).__name__)
            raise
        finally:
            self._end(opened, kind, name, watch.seconds)

    def _begin(self, kind: SpanKind, attributes: Mapping[str, Any]) -> OpenSpan:
        parent = self._open[-1] if self._open else None
        self.trace = parent.trace if parent else secrets.token_hex(16)
        operation = {OPERATION: kind.value} if kind in _NAMED else {}
        opened = OpenSpan(self.trace, parent.id if parent else None, self._clock.now(), {**operation, **attributes})
        self._open.append(opened)
        if parent is None:
            self._sums = _Sums()
        return opened

    def _end(self, opened: OpenSpan, kind: SpanKind, name: str, seconds: float) -> None:
        self._open.remove(opened)
        if kind is SpanKind.CHAT:
            self._sums.add(opened.attributes)
        if opened.parent is None:
            opened.attributes.update(self._sums.attributes())
        self._finished.append(Span(trace=opened.trace, id=opened.id, parent=opened.parent, kind=kind, name=name,
                                   start=opened.start, seconds=seconds, attributes=opened.attributes,
                                   error=opened.error))
        if opened.parent is None or abs(self._clock.now() - self._saved) >= _AT_LEAST_EVERY:
            self._save()

    def _save(self) -> None:
        self._saved = self._clock.now()
        try:
            self._store.save(self._finished)
        except (NovaError, OSError) as error:
            _log.warning("a trace could not be saved: %s", error)
        else:
            self._finished = []


class _Sums:
    """What the chat spans of a trace come to."""

    def __init__(self) -> None:
        self._chats = self._input = self._output = 0
        self._cost: Decimal | None = Decimal(0)

    def add(self, attributes: Mapping[str, Any]) -> None:
        self._chats += 1
        self._input += attributes.get(INPUT_TOKENS, 0)
        self._output += attributes.get(OUTPUT_TOKENS, 0)
        cost = attributes.get(COST)
        self._cost = None if cost is None or self._cost is None else self._cost + Decimal(cost)

    def attributes(self) -> dict[str, Any]:
        """Nothing for a trace without a chat span."""
        if not self._chats:
            return {}
        cost = {} if self._cost is None else {TOTAL_COST: str(self._cost)}
        return {TOTAL_INPUT_TOKENS: self._input, TOTAL_OUTPUT_TOKENS: self._output, **cost}
