"""What Nova adds to a turn with a model: the process apart, against the bare SDK in process.

    python -m bench runtime [TURNS]

Both ask the same local endpoint for the same stream, in turns, so that a busy machine slows both. At most 10 ms may be
added to the median turn; the exit code is 1 when it is more.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import anthropic

from bench.endpoint import WORDS, running
from nova.domain import conversation
from nova.domain.conversation import Message, Prompt, Text
from nova.models.connect import connect
from nova.models.settings import ModelSettings

AT_MOST_MS = 10.0
SYSTEM = "You answer questions about a project from what its tools found. " * 30
QUESTION = "Which proposals are open, and since when?"
FOUND = Path(conversation.__file__).read_text(encoding="utf-8") * 20
"""About 100 KB, as a long session has it: what the filter reads through on every turn."""


def main(arguments: list[str]) -> int:
    turns = int(arguments[0]) if arguments else 200
    figures = {"turn": added_to_a_turn(turns, QUESTION), "long_turn": added_to_a_turn(turns, QUESTION + FOUND)}
    print(json.dumps(figures, indent=2))
    return int(any(one["added_ms"] > AT_MOST_MS for one in figures.values()))


def added_to_a_turn(turns: int, question: str) -> dict[str, float]:
    """Milliseconds, medians; `start_ms` is what the first request waits for when nobody called `warm`."""
    with running() as base_url:
        settings = ModelSettings(engine="anthropic", base_url=base_url)
        client = anthropic.Anthropic(api_key="none", base_url=base_url)
        apart = connect(settings, {})
        assert apart is not None
        prompt = Prompt(model="canned", system=SYSTEM, messages=(Message("user", (Text(question),)),),
                        output_tokens=400, seconds=30)
        with apart:
            first = milliseconds(lambda: asked(apart, prompt))
            bare(client, prompt)
            pairs = [(milliseconds(lambda: bare(client, prompt)), milliseconds(lambda: asked(apart, prompt)))
                     for _ in range(turns)]
    alone, through = (statistics.median(column) for column in zip(*pairs, strict=True))
    added = sorted(after - before for before, after in pairs)
    return {"turns": turns, "bare_sdk_ms": round(alone, 2), "nova_ms": round(through, 2),
            "added_ms": round(statistics.median(added), 2), "added_p95_ms": round(added[int(turns * 0.95)], 2),
            "start_ms": round(first, 1), "at_most_ms": AT_MOST_MS}


def bare(client: anthropic.Anthropic, prompt: Prompt) -> None:
    words = 0
    with client.messages.create(model=prompt.model, system=prompt.system, max_tokens=prompt.output_tokens, stream=True,
                                messages=[{"role": "user", "content": prompt.messages[0].text}]) as stream:
        for event in stream:
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                words += 1
    assert words == len(WORDS)


def asked(model: Any, prompt: Prompt) -> None:
    words: list[str] = []
    model.reply(prompt, words.append, Event())
    assert len(words) == len(WORDS)


def milliseconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
