"""The one place that asks the operating system what time it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """Fills nova.ports.Clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Stopwatch:
    """Seconds since it was made, by the monotonic clock."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self._start, 3)
