"""What the base needs from the outside, one protocol each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from threading import Event
from typing import Protocol

from nova.domain.conversation import Prompt, Reply
from nova.domain.trace import Span


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> datetime:
        """The present moment in UTC, with its time zone."""


class Progress(Protocol):
    """Tells a waiting person what is being done. Never part of a result."""

    def stage(self, name: str, doing: str = "") -> None:
        """A stage begins; the one before it is over."""

    def step(self, done: int, of: int, doing: str = "") -> None:
        """Inside the stage: `done` of `of`; called as often as convenient."""

    def finish(self, name: str, result: str, seconds: float) -> None:
        """The stage is over: what it came to, and how long it took."""

    def note(self, text: str) -> None:
        """Something a person should know now, such as a dirty working tree."""


class Silent:
    """A Progress that says nothing."""

    def stage(self, name: str, doing: str = "") -> None: ...
    def step(self, done: int, of: int, doing: str = "") -> None: ...
    def finish(self, name: str, result: str, seconds: float) -> None: ...
    def note(self, text: str) -> None: ...


class DraftStore(Protocol):
    """Decision drafts that a person has not accepted yet. They live outside every repository."""

    def save(self, project: str, slug: str, text: str) -> None:
        """Keep the Markdown of a draft; one of the same slug is replaced."""

    def drafts(self, project: str) -> dict[str, str]:
        """Slug -> Markdown, by slug."""

    def remove(self, project: str, slug: str) -> None:
        """Forget a draft; one that is not there is no error."""


class Model(Protocol):
    """A language model somewhere."""

    def reply(self, prompt: Prompt, hear: Callable[[str], None], cancel: Event) -> Reply:
        """The whole reply. `hear` gets its words as they come; setting `cancel` from another thread ends the wait.

        Raises ModelFailed. It ends within `prompt.seconds`, whatever the endpoint does.
        """


class TraceStore(Protocol):
    """Where spans are kept. What is saved passes the secret filter on its way in."""

    def save(self, spans: Iterable[Span]) -> None:
        """Keep finished spans; one that is known already is replaced."""

    def trace(self, id: str) -> Sequence[Span]:
        """The spans of one trace, by start; `id` may be its first digits. Raises UnknownName."""

    def latest(self, limit: int) -> Sequence[Span]:
        """The root spans that began last, newest first."""
