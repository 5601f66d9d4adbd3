"""A model that says what it is told to: for tests and benches, in process."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from threading import Event
from typing import Any

from nova.domain.conversation import Failure, Prompt, Reply, Stop, Text, ToolCall, Usage
from nova.errors import ModelFailed

Answer = Reply | ModelFailed
_numbers = itertools.count(1)


class ScriptedModel:
    """Fills the port Model from a list of answers, or from a function of the prompt."""

    def __init__(self, script: Iterable[Answer] | Callable[[Prompt], Answer]) -> None:
        self._next = script if callable(script) else _in_order(iter(script))
        self.prompts: list[Prompt] = []
        """What it was asked, in order."""

    def reply(self, prompt: Prompt, hear: Callable[[str], None], cancel: Event) -> Reply:
        self.prompts.append(prompt)
        answer = self._next(prompt)
        if isinstance(answer, ModelFailed):
            raise answer
        for word in re.findall(r"\s*\S+\s*", answer.message.text):
            if cancel.is_set():
                raise ModelFailed(Failure.CANCELLED, "cancelled", answer.usage)
            hear(word)
        return answer


def says(text: str, *, usage: Usage | None = None, stop: Stop = Stop.END) -> Reply:
    """A reply in words."""
    return Reply(parts=(Text(text),), stop=stop, usage=usage or Usage(input_tokens=100, output_tokens=_tokens(text)),
                 model="scripted")


def calls(tool: str, /, **arguments: Any) -> Reply:
    """A reply that calls one tool, under an id that no other call has."""
    call = ToolCall(f"call_{next(_numbers)}", tool, arguments)
    return Reply(parts=(call,), stop=Stop.TOOLS, model="scripted",
                 usage=Usage(input_tokens=100, output_tokens=_tokens(f"{tool}{arguments}")))


def _tokens(text: str) -> int:
    return max(1, len(text) // 4)


def _in_order(answers: Iterator[Answer]) -> Callable[[Prompt], Answer]:
    def following(prompt: Prompt) -> Answer:
        try:
            return next(answers)
        except StopIteration:
            raise AssertionError(f"the script is over, and one more is asked: {prompt.messages[-1:]}") from None

    return following
