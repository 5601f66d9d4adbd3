"""The `anthropic` SDK behind the port, in process. Only the worker uses it: `nova.models.apart` is what others see."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING, Any

from nova.domain.conversation import Failure, Prompt, Reply, Usage
from nova.errors import ModelFailed
from nova.models.messages import ReplyReader, request_of

if TYPE_CHECKING:
    import anthropic
    import httpx2

ANTHROPIC = "https://api.anthropic.com"

_AGAIN = {Failure.RATE_LIMITED, Failure.OVERLOADED, Failure.SERVER_ERROR, Failure.UNREACHABLE}
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
_LONGEST_QUOTE = 300


class AnthropicModel:
    """Looks at clock and cancel between two events and before a retry; a hard limit takes a process that is killed.

    Retries are its own: the SDK's sleep for as long as a server says, and look at neither.
    """

    def __init__(self, base_url: str | None, key: str, retries: int,
                 http_client: httpx2.Client | None = None) -> None:
        self._base_url, self._key, self._retries = base_url or ANTHROPIC, key, retries
        self._http_client = http_client

    def warm(self) -> None:
        """Import the SDK, which takes two seconds, and check nothing."""
        _ = self._client

    @cached_property
    def _client(self) -> anthropic.Anthropic:
        import anthropic

        # The key is always said, so that neither a variable nor a profile of this machine is picked up.
        return anthropic.Anthropic(api_key=self._key, base_url=self._base_url, max_retries=0, open_telemetry=False,
                                   http_client=self._http_client)

    def reply(self, prompt: Prompt, hear: Callable[[str], None], cancel: Event,
              used: Callable[[Usage], None] = lambda usage: None) -> Reply:
        """`used` gets the usage each time that the endpoint reports it."""
        deadline = time.monotonic() + prompt.seconds
        for attempt in range(self._retries + 1):
            try:
                return self._once(prompt, hear, cancel, used, deadline)
            except ModelFailed as failed:
                pause = _pause(failed, attempt)
                if (failed.failure not in _AGAIN or attempt == self._retries
                        or time.monotonic() + pause >= deadline):
                    raise
                if cancel.wait(pause):
                    raise ModelFailed(Failure.CANCELLED, "cancelled while waiting to ask again") from failed
        raise AssertionError("the last attempt returns or raises")

    def _once(self, prompt: Prompt, hear: Callable[[str], None], cancel: Event, used: Callable[[Usage], None],
              deadline: float) -> Reply:
        import anthropic
        import httpx2

        reader = ReplyReader(prompt, hear, used)
        try:
            with self._stream(prompt, deadline) as stream:
                for event in stream:
                    _check(reader, cancel, deadline)
                    reader.take(event)
                if reader.silent:
                    self._check_kind(stream.response.headers.get("content-type", ""))
            return reader.reply()
        except (anthropic.AnthropicError, httpx2.HTTPError, ValueError) as error:
            raise self._failed(error, reader.usage) from error

    def _stream(self, prompt: Prompt, deadline: float) -> anthropic.Stream[object]:
        import anthropic

        seconds = max(0.001, deadline - time.monotonic())
        return self._client.post("/v1/messages", cast_to=object, body=request_of(prompt), stream=True,
                                stream_cls=anthropic.Stream[object], options={"timeout": seconds})

    def _check_kind(self, content_type: str) -> None:
        if not content_type.startswith("text/event-stream"):
            raise ModelFailed(Failure.GARBAGE, f"{self._base_url} answers with {content_type[:60] or 'something'!r}, "
                              "not with a stream of messages; is models.base_url right?")

    def _failed(self, error: Exception, usage: Usage | None) -> ModelFailed:
        import anthropic
        import httpx2

        match error:
            case anthropic.APIStatusError() if error.status_code < 300:
                said = f"{self._base_url} broke off with an error: {self._quote(error)}"
                return ModelFailed(Failure.BROKEN, said, usage)
            case anthropic.APIStatusError():
                return self._status(error)
            case anthropic.APITimeoutError() | httpx2.TimeoutException():
                return ModelFailed(Failure.TIMEOUT, f"{self._base_url} did not answer in time", usage)
            case anthropic.APIConnectionError():
                return ModelFailed(Failure.UNREACHABLE, self._nobody(error.__cause__))
            case httpx2.DecodingError() | ValueError():
                return ModelFailed(Failure.GARBAGE, f"what {self._base_url} sends is not JSON", usage)
            case httpx2.HTTPError():
                return ModelFailed(Failure.CUT, "the connection ended in the middle of the model's answer; try again",
                                   usage)
            case _:
                return ModelFailed(Failure.GARBAGE, f"the SDK could not read the answer of {self._base_url}: "
                                   f"{type(error).__name__}", usage)

    def _status(self, error: anthropic.APIStatusError) -> ModelFailed:
        status, place, said = error.status_code, self._base_url, self._quote(error)
        if status == 429:
            return ModelFailed(Failure.RATE_LIMITED, f"{place} limits the rate (429): {said}. Try again later")
        if status == 529:
            return ModelFailed(Failure.OVERLOADED, f"{place} is overloaded (529): {said}. Try again later")
        if status >= 500:
            return ModelFailed(Failure.SERVER_ERROR, f"{place} has an error ({status}): {said}")
        hint = {401: "; is the key right?", 404: "; are models.base_url and the model's id right?"}.get(status, "")
        return ModelFailed(Failure.REJECTED, f"{place} rejects the request ({status}): {said}{hint}")

    def _nobody(self, cause: BaseException | None) -> str:
        import httpx2

        # Of other errors the text may hold a header, and a header holds the key.
        tells = isinstance(cause, httpx2.ConnectError | httpx2.RemoteProtocolError | httpx2.ReadError)
        why = self._plain(str(cause)) if tells else type(cause).__name__
        return (f"nobody answers at {self._base_url} ({why}); look at models.base_url (NOVA_MODELS__BASE_URL), "
                'or set models.engine to "offline"')

    def _quote(self, error: anthropic.APIStatusError) -> str:
        """What the server said, as one plain line."""
        return self._plain(_server_words(error.body) or "no message")

    def _plain(self, text: str) -> str:
        text = text.replace(self._key, "[key]") if self._key else text
        line = "".join(char if char.isprintable() else " " for char in " ".join(text.split()))
        return line[:_LONGEST_QUOTE].rstrip(".")


def _server_words(body: object) -> str:
    """The message in the body of an error, which may be anything."""
    inner = body.get("error", body) if isinstance(body, Mapping) else body
    message: Any = inner.get("message") if isinstance(inner, Mapping) else inner
    return message if isinstance(message, str) else ""


def _check(reader: ReplyReader, cancel: Event, deadline: float) -> None:
    if cancel.is_set():
        raise ModelFailed(Failure.CANCELLED, "stopped before the answer was complete", reader.usage)
    if time.monotonic() > deadline:
        raise ModelFailed(Failure.TIMEOUT, "the model's answer was not complete in time", reader.usage)


def _pause(failed: ModelFailed, attempt: int) -> float:
    """Seconds: what the server asks for, else twice as long each time."""
    response = getattr(failed.__cause__, "response", None)
    asked = "" if response is None else response.headers.get("retry-after", "")
    try:
        return max(0.0, float(asked))
    except ValueError:
        return min(_FIRST_PAUSE * 2.0**attempt, _LONGEST_PAUSE)
