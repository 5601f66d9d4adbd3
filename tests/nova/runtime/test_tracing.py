"""What becomes of spans: nesting, errors, when they are saved, what they add up to."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from nova.domain.conversation import (
    Failure,
    Message,
    Prompt,
    Reply,
    Stop,
    Text,
    ToolCall,
    ToolResult,
    ToolSpec,
    Usage,
)
from nova.domain.trace import Span, SpanKind
from nova.errors import Busy, ModelFailed
from nova.runtime import conventions as names
from nova.runtime.conventions import prompt_attributes, reply_attributes, usage_attributes
from nova.runtime.tracing import Tracer


class Kept:
    """Fills TraceStore in memory; `broken` is what it raises instead of saving."""

    def __init__(self) -> None:
        self.spans: dict[str, Span] = {}
        self.saves = 0
        self.broken: Exception | None = None

    def save(self, spans: Iterable[Span]) -> None:
        if self.broken is not None:
            raise self.broken
        self.saves += 1
        self.spans |= {span.name: span for span in spans}

    def trace(self, id: str) -> Sequence[Span]:
        return [span for span in self.spans.values() if span.trace == id]

    def latest(self, limit: int) -> Sequence[Span]:
        return [span for span in self.spans.values() if span.parent is None][:limit]


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def move(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def it() -> SimpleNamespace:
    kept, hand = Kept(), Hand()
    return SimpleNamespace(kept=kept, hand=hand, tracer=Tracer(kept, hand))


def test_the_parent_is_the_innermost_open_span_and_the_trace_is_the_roots(it):
    with it.tracer.span(SpanKind.TURN, "turn") as turn:
        with it.tracer.span(SpanKind.AGENT, "agent") as agent:
            with it.tracer.span(SpanKind.CHAT, "chat"):
                pass
            with it.tracer.span(SpanKind.TOOL, "tool"):
                pass
        with it.tracer.span(SpanKind.HANDOFF, "handoff"):
            pass
    spans = it.kept.spans
    assert {name: span.parent for name, span in spans.items()} == {
        "turn": None, "agent": turn.id, "chat": agent.id, "tool": agent.id, "handoff": turn.id}
    assert {span.trace for span in spans.values()} == {it.tracer.trace}
    assert len(it.tracer.trace) == 32 and len(turn.id) == 16


def test_each_root_begins_a_new_trace(it):
    assert it.tracer.trace == ""
    traces = set()
    for name in ("one", "two"):
        with it.tracer.span(SpanKind.TURN, name):
            traces.add(it.tracer.trace)
    assert len(traces) == 2
    assert it.tracer.trace == it.kept.spans["two"].trace


def test_a_span_says_when_it_began_and_how_long_it_took(it):
    with it.tracer.span(SpanKind.TURN, "turn"):
        it.hand.move(60)
    assert it.kept.spans["turn"].start == datetime(2026, 11, 21, tzinfo=UTC)
    assert 0 <= it.kept.spans["turn"].seconds < 1, "by the monotonic clock, not by one that may be set"


def test_attributes_are_those_given_and_those_set(it):
    with it.tracer.span(SpanKind.TOOL, "tool", {names.TOOL: "search"}) as span:
        span.set(names.TOOL_RESULT, {"found": 1})
    assert it.kept.spans["tool"].attributes == {
        "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search", "gen_ai.tool.call.result": {"found": 1}}


def test_a_kind_that_the_conventions_do_not_know_names_no_operation(it):
    with it.tracer.span(SpanKind.ROUTE, "route"):
        pass
    assert it.kept.spans["route"].attributes == {}


@pytest.mark.parametrize(("error", "word"), [
    (ValueError("x"), "ValueError"), (ModelFailed(Failure.CUT, "cut"), "cut"),
    (KeyboardInterrupt(), "KeyboardInterrupt")])
def test_an_exception_is_the_error_of_every_span_that_it_leaves_and_of_no_other(it, error, word):
    def step(*names: str) -> None:
        with it.tracer.span(SpanKind.AGENT, names[0]):
            if not names[1:]:
                raise error
            step(*names[1:])

    with it.tracer.span(SpanKind.TURN, "turn"), pytest.raises(type(error)):
        step("agent", "chat")
    assert {name: span.error for name, span in it.kept.spans.items()} == {"turn": None, "agent": word, "chat": word}


def test_a_span_may_fail_without_an_exception(it):
    with it.tracer.span(SpanKind.TOOL, "tool") as span:
        span.fail("timeout")
    assert it.kept.spans["tool"].error == "timeout"


def test_spans_wait_for_the_root_but_not_longer_than_a_second(it):
    with it.tracer.span(SpanKind.TURN, "turn"):
        with it.tracer.span(SpanKind.CHAT, "soon"):
            it.hand.move(0.4)
        assert it.kept.saves == 0
        with it.tracer.span(SpanKind.CHAT, "late"):
            it.hand.move(0.6)
        assert set(it.kept.spans) == {"soon", "late"}, "what a run that is killed now leaves behind"
        with it.tracer.span(SpanKind.CHAT, "after"):
            pass
        assert it.kept.saves == 1
    assert set(it.kept.spans) == {"soon", "late", "after", "turn"}


@pytest.mark.parametrize("broken", [Busy("the store is busy"), OSError("disk full")])
def test_a_store_that_fails_costs_no_work_and_gets_the_spans_later(it, broken, caplog):
    it.kept.broken = broken
    with caplog.at_level(logging.WARNING), it.tracer.span(SpanKind.TURN, "first") as span:
        span.set("nova.answer", 42)
    assert str(broken) in caplog.text
    it.kept.broken = None
    with it.tracer.span(SpanKind.TURN, "second"):
        pass
    assert set(it.kept.spans) == {"first", "second"}


def test_an_error_in_our_own_code_is_not_hidden(it):
    it.kept.broken = TypeError("not JSON")
    with pytest.raises(TypeError), it.tracer.span(SpanKind.TURN, "turn"):
        pass


def chat(it: SimpleNamespace, usage: Usage, cost: str | None) -> None:
    with it.tracer.span(SpanKind.CHAT, "chat", usage_attributes(usage)) as span:
        if cost is not None:
            span.set(names.COST, cost)


def test_the_root_has_the_sums_under_names_of_their_own(it):
    with it.tracer.span(SpanKind.TURN, "turn"), it.tracer.span(SpanKind.AGENT, "agent"):
        chat(it, Usage(input_tokens=10, output_tokens=2, cache_read_tokens=5, cache_write_tokens=1), "0.0001")
        chat(it, Usage(input_tokens=4, output_tokens=3), "0.00000002")
    attributes = it.kept.spans["turn"].attributes
    assert {key: value for key, value in attributes.items() if key.startswith("nova.")} == {
        "nova.total.input_tokens": 20, "nova.total.output_tokens": 5, "nova.total.cost_usd": "0.00010002"}
    assert not [key for key in attributes if "usage" in key]
    with it.tracer.span(SpanKind.TURN, "next"):
        chat(it, Usage(input_tokens=1), "0.5")
    assert it.kept.spans["next"].attributes["nova.total.cost_usd"] == "0.5"


def test_a_sum_with_a_request_of_unknown_price_is_no_sum(it):
    with it.tracer.span(SpanKind.TURN, "turn"):
        chat(it, Usage(input_tokens=1), "0.1")
        chat(it, Usage(input_tokens=1), None)
        chat(it, Usage(input_tokens=1), "0.1")
    assert names.TOTAL_COST not in it.kept.spans["turn"].attributes
    assert it.kept.spans["turn"].attributes[names.TOTAL_INPUT_TOKENS] == 3


def test_a_prompt_and_its_reply_are_kept_whole_by_the_conventions_schemas():
    call = ToolCall("c1", "search", {"words": "clock"})
    prompt = Prompt(model="m", system="be brief", output_tokens=100, seconds=30,
                    messages=(Message("user", (Text("why?"),)), Message("assistant", (call,)),
                              Message("user", (ToolResult("c1", "nothing", failed=True),))),
                    tools=(ToolSpec("search", "finds", {"type": "object"}),))
    reply = Reply(parts=(Text("because"), call), stop=Stop.TOOLS, model="m-1",
                  usage=Usage(input_tokens=7, output_tokens=2, cache_read_tokens=3, cache_write_tokens=4))
    called = {"type": "tool_call", "id": "c1", "name": "search", "arguments": {"words": "clock"}}
    assert prompt_attributes(prompt) == {
        "gen_ai.request.model": "m", "gen_ai.request.max_tokens": 100, "nova.request.seconds": 30,
        "gen_ai.system_instructions": [{"type": "text", "content": "be brief"}],
        "gen_ai.input.messages": [
            {"role": "user", "parts": [{"type": "text", "content": "why?"}]}, {"role": "assistant", "parts": [called]},
            {"role": "user", "parts": [
                {"type": "tool_call_response", "id": "c1", "response": "nothing", "failed": True}]}],
        "gen_ai.tool.definitions": [
            {"type": "function", "name": "search", "description": "finds", "parameters": {"type": "object"}}]}
    assert reply_attributes(reply) == {
        "gen_ai.response.model": "m-1", "gen_ai.response.finish_reasons": ["tool_call"],
        "gen_ai.output.messages": [{"role": "assistant", "finish_reason": "tool_call",
                                    "parts": [{"type": "text", "content": "because"}, called]}],
        "gen_ai.usage.input_tokens": 14, "gen_ai.usage.output_tokens": 2,
        "gen_ai.usage.cache_read.input_tokens": 3, "gen_ai.usage.cache_creation.input_tokens": 4}
