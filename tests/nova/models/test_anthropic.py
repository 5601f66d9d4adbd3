"""The SDK behind the port: what an endpoint may answer, and what becomes of it. The transport is a function."""

import json
from threading import Event

import httpx2
import pytest

from nova.domain.conversation import (
    Failure,
    Message,
    Prompt,
    Stop,
    Text,
    ToolCall,
    ToolResult,
    ToolSpec,
    Usage,
)
from nova.errors import ModelFailed
from nova.models.anthropic import AnthropicModel

HELLO = Prompt(model="m-1", system="Be brief.", messages=(Message("user", (Text("hello"),)),), output_tokens=50,
               seconds=60)
START = {"type": "message_start", "message": {"model": "m-1-2026", "content": [],
                                              "usage": {"input_tokens": 12, "cache_read_input_tokens": 3,
                                                        "cache_creation_input_tokens": 4, "output_tokens": 1}}}
STOP = {"type": "message_stop"}


def end(reason="end_turn", **usage):
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage or {"output_tokens": 7}}


def text(*pieces, index=0):
    return [{"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}},
            *({"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": piece}}
              for piece in pieces), {"type": "content_block_stop", "index": index}]


def call(*pieces, index=0, **start):
    block = {"type": "tool_use", "id": "call_1", "name": "look", "input": {}, **start}
    return [{"type": "content_block_start", "index": index, "content_block": block},
            *({"type": "content_block_delta", "index": index,
               "delta": {"type": "input_json_delta", "partial_json": piece}} for piece in pieces),
            {"type": "content_block_stop", "index": index}]


def sse(*events) -> bytes:
    named = ((event["type"] if isinstance(event, dict) and "type" in event else "message_delta", event)
             for event in events)
    return "".join(f"event: {name}\ndata: {json.dumps(event)}\n\n" for name, event in named).encode()


def stream(*events) -> httpx2.Response:
    return raw(sse(*events))


def raw(body, kind="text/event-stream") -> httpx2.Response:
    return httpx2.Response(200, headers={"content-type": kind}, content=body)


def error(status, message="no", **headers) -> httpx2.Response:
    return httpx2.Response(status, headers=headers,
                           json={"type": "error", "error": {"type": "some_error", "message": message}})


class Endpoint:
    """Gives one answer after another, and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.requests = list(answers), []

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def model(self, retries=0, base_url="http://model.test/v"):
        return AnthropicModel(base_url, "sk-key", retries, httpx2.Client(transport=httpx2.MockTransport(self)))

    def ask(self, prompt=HELLO, retries=0, cancel=None):
        heard = []
        try:
            return self.model(retries).reply(prompt, heard.append, cancel or Event()), heard
        except ModelFailed as failed:
            return failed, heard


def answer(*events):
    return Endpoint(stream(*events)).ask()[0]


def test_words_are_heard_as_they_come_and_counted_once():
    reply, heard = Endpoint(stream(START, *text("Hel", "lo"), end(), STOP)).ask()
    assert heard == ["Hel", "lo"]
    assert reply.parts == (Text("Hello"),)
    assert (reply.stop, reply.model) == (Stop.END, "m-1-2026")
    assert reply.usage == Usage(input_tokens=12, output_tokens=7, cache_read_tokens=3, cache_write_tokens=4)


def test_a_call_has_its_arguments_put_together():
    reply = answer(START, *text("Let me see."), *call('{"pa', 'th": "a.py"}', index=1), end("tool_use"), STOP)
    assert reply.parts == (Text("Let me see."), ToolCall("call_1", "look", {"path": "a.py"}))
    assert reply.stop is Stop.TOOLS


def test_the_whole_conversation_goes_out():
    endpoint = Endpoint(stream(START, *text("ok"), end()))
    endpoint.ask(Prompt(model="m-1", system="", output_tokens=9, seconds=5, tools=(
        ToolSpec("look", "Look.", {"type": "object"}),), messages=(
            Message("user", (Text("hello"),)),
            Message("assistant", (Text(" "), ToolCall("c1", "look", {"at": 1}))),
            Message("user", (ToolResult("c1", "nothing", failed=True),)),
            Message("assistant", ()))))
    sent = json.loads(endpoint.requests[0].content)
    assert sent["stream"] is True
    assert (sent["max_tokens"], "system" in sent) == (9, False)
    assert sent["tools"] == [{"name": "look", "description": "Look.", "input_schema": {"type": "object"}}]
    assert sent["messages"] == [
        {"role": "user", "content": [{"type": "text", "text": "hello"}]},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "look", "input": {"at": 1}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "nothing",
                                      "is_error": True}]}]


def test_the_key_is_the_one_given_whatever_the_environment_holds(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-other")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://elsewhere.test")
    endpoint = Endpoint(stream(START, *text("ok"), end()))
    endpoint.ask()
    assert endpoint.requests[0].url.host == "model.test"
    assert endpoint.requests[0].headers["authorization"] == "Bearer sk-key"


@pytest.mark.parametrize(("reason", "stop"), [
    ("end_turn", Stop.END), ("stop_sequence", Stop.END), ("max_tokens", Stop.LENGTH),
    ("model_context_window_exceeded", Stop.LENGTH), ("refusal", Stop.REFUSED)])
def test_why_it_stopped(reason, stop):
    assert answer(START, *text("..."), end(reason)).stop is stop


def test_a_call_cut_by_the_token_limit_is_left_out():
    reply = answer(START, *text("So:"), *call('{"pa', index=1), end("max_tokens"))
    assert (reply.stop, reply.parts) == (Stop.LENGTH, (Text("So:"),))


def test_a_server_that_ends_its_turn_with_a_call_waits_for_tools():
    assert answer(START, *call("{}"), end("end_turn")).stop is Stop.TOOLS


def test_thoughts_events_of_new_kinds_and_pings_are_passed_over():
    think = [{"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": ""}},
             {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "hm"}}]
    assert answer(START, {"type": "ping"}, {"type": "novelty", "x": 1}, *think, *text("ok", index=1), end()
                  ).parts == (Text("ok"),)


def test_a_character_cut_in_halves_is_heard_whole():
    reply, heard = Endpoint(stream(START, *text("a\ud83d", "\ude00b", "\ud83d"), end())).ask()
    assert heard == ["a", "\U0001f600b"]
    assert reply.message.text == "a\U0001f600b\ufffd"


def test_absurd_numbers_pass_for_the_budget_to_judge():
    assert answer(START, *text("ok"), end(input_tokens=-5, output_tokens=10**30)).usage == Usage(
        input_tokens=-5, output_tokens=10**30, cache_read_tokens=3, cache_write_tokens=4)


def test_a_stream_that_just_ends_was_cut():
    failed, heard = Endpoint(stream(START, *text("Hel"))).ask()
    assert (failed.failure, heard) == (Failure.CUT, ["Hel"])
    assert failed.usage == Usage(input_tokens=12, output_tokens=1, cache_read_tokens=3, cache_write_tokens=4)


def test_an_error_in_mid_stream_is_told_in_the_servers_words():
    event = {"type": "error", "error": {"type": "overloaded_error", "message": "Over\x1b[31mloaded sk-key"}}
    failed = Endpoint(stream(START, *text("Hel"), event)).ask(retries=2)[0]
    assert (failed.failure, failed.usage.input_tokens) == (Failure.BROKEN, 12)
    assert "Over [31mloaded [key]" in str(failed)


GARBAGE = {
    "a block of an unknown kind": [START, {"type": "content_block_start", "index": 0,
                                           "content_block": {"type": "hologram", "text": "x"}}, end()],
    "arguments that are a list": [START, *call("[1]"), end("tool_use")],
    "arguments that are a list at once": [START, *call(input=[]), end("tool_use")],
    "arguments that are not JSON": [START, *call("{path}"), end("tool_use")],
    "arguments with half a character": [START, *call('{"a": "\\ud800"}'), end("tool_use")],
    "arguments without bottom": [START, *call('{"a":' * 50_000), end("tool_use")],
    "arguments that are no number": [START, *call('{"a": NaN}'), end("tool_use")],
    "arguments that are infinite": [START, *call('{"a": 1e999}'), end("tool_use")],
    "arguments too deep for whoever walks them": [START, *call(f'{{"a": {"[" * 200}{"]" * 200}}}'), end("tool_use")],
    "a call without a name": [START, *call("{}", name=""), end("tool_use")],
    "two calls of one id": [START, *call("{}"), *call("{}", index=1), end("tool_use")],
    "tools and no call": [START, *text("ok"), end("tool_use")],
    "text that is a number": [START, *text(5), end()],
    "JSON in a text": [START, text()[0], call("{}")[1], end()],
    "a piece of no block": [START, text("x")[1], end()],
    "a block of no place": [START, {**text()[0], "index": "0"}, end()],
    "usage in words": [{**START, "message": {**START["message"], "usage": {"input_tokens": "12"}}}, end()],
    "usage in halves": [START, *text("ok"), end(output_tokens=1.5)],
    "usage that is true": [START, *text("ok"), end(output_tokens=True)],
    "no usage at all": [*text("ok"), {**end(), "usage": None}],
    "an unknown reason": [START, *text("ok"), end("boredom")],
    "a reason that is a number": [START, *text("ok"), end(5)],
    "an event that is a list": [START, [1, 2]],
    "an event that is a text": ["prose"],
    "an event without a type": [START, {"x": 1}],
    "no end of words": [START, *text("x" * 1_100_000), end()],
}


@pytest.mark.parametrize("events", GARBAGE.values(), ids=GARBAGE)
def test_what_the_protocol_does_not_say_is_garbage(events):
    failed = answer(*events)
    assert isinstance(failed, ModelFailed)
    assert failed.failure is Failure.GARBAGE, str(failed)


@pytest.mark.parametrize("response", [
    raw(b"<html>Welcome</html>", "text/html"), raw(b'{"type": "message"}', "application/json"),
    raw(b"event: message_start\ndata: {nonsense\n\n"), raw(b"event: message_start\ndata: \xff\xfe\n\n")],
    ids=["prose", "one message", "no JSON", "no text"])
def test_a_body_that_is_no_stream_is_garbage(response):
    assert Endpoint(response).ask()[0].failure is Failure.GARBAGE


@pytest.mark.parametrize(("status", "failure", "asked"), [
    (429, Failure.RATE_LIMITED, 3), (529, Failure.OVERLOADED, 3), (500, Failure.SERVER_ERROR, 3),
    (400, Failure.REJECTED, 1), (401, Failure.REJECTED, 1), (403, Failure.REJECTED, 1), (404, Failure.REJECTED, 1)])
def test_what_may_pass_is_asked_again_and_the_rest_is_not(status, failure, asked):
    endpoint = Endpoint(error(status, "because of sk-key", **{"retry-after": "0.001"}))
    failed = endpoint.ask(retries=2)[0]
    assert (failed.failure, len(endpoint.requests)) == (failure, asked)
    assert f"({status}): because of [key]" in str(failed)
    assert "http://model.test/v" in str(failed)


def test_the_second_try_may_succeed():
    endpoint = Endpoint(error(529, **{"retry-after": "0"}), stream(START, *text("ok"), end()))
    assert endpoint.ask(retries=1)[0].message.text == "ok"


def test_a_wait_that_is_longer_than_the_time_left_is_not_begun():
    failed = Endpoint(error(429, **{"retry-after": "3600"})).ask(retries=2)[0]
    assert failed.failure is Failure.RATE_LIMITED


def test_an_error_page_instead_of_an_error_is_quoted_in_one_short_line():
    failed = Endpoint(httpx2.Response(502, text="<html>\n" + "bad gateway " * 1000)).ask()[0]
    assert failed.failure is Failure.SERVER_ERROR
    assert "\n" not in str(failed) and len(str(failed)) < 500


@pytest.mark.parametrize(("problem", "failure"), [
    (httpx2.ConnectError("[Errno 111] Connection refused"), Failure.UNREACHABLE),
    (httpx2.ConnectError("[Errno -2] Name or service not known"), Failure.UNREACHABLE),
    (httpx2.LocalProtocolError("Illegal header value b'Bearer sk-key'"), Failure.UNREACHABLE),
    (httpx2.ReadTimeout("slow"), Failure.TIMEOUT)])
def test_nobody_there(problem, failure):
    failed = Endpoint(problem).ask()[0]
    assert failed.failure is failure
    assert "http://model.test/v" in str(failed) and "sk-key" not in str(failed)


def test_what_to_set_when_nobody_is_there():
    assert "Connection refused" in str(failed := Endpoint(httpx2.ConnectError("Connection refused")).ask()[0])
    assert "NOVA_MODELS__BASE_URL" in str(failed)


class Breaking(httpx2.SyncByteStream):
    def __init__(self, problem):
        self.problem = problem

    def __iter__(self):
        yield sse(START, *text("Hel"))
        raise self.problem


@pytest.mark.parametrize(("problem", "failure"), [
    (httpx2.ReadTimeout("slow"), Failure.TIMEOUT), (httpx2.RemoteProtocolError("peer closed"), Failure.CUT),
    (httpx2.ReadError("reset"), Failure.CUT), (httpx2.DecodingError("bad gzip"), Failure.GARBAGE)])
def test_a_connection_that_breaks_in_the_middle(problem, failure):
    response = httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=Breaking(problem))
    failed = Endpoint(response).ask(retries=2)[0]
    assert (failed.failure, failed.usage.input_tokens) == (failure, 12)


def test_cancel_between_two_words():
    cancel = Event()
    with pytest.raises(ModelFailed) as caught:
        Endpoint(stream(START, *text("a", "b"), end())).model().reply(HELLO, lambda word: cancel.set(), cancel)
    assert (caught.value.failure, caught.value.usage.input_tokens) == (Failure.CANCELLED, 12)


def test_cancel_while_waiting_to_ask_again():
    cancel = Event()
    cancel.set()
    failed = Endpoint(error(529, **{"retry-after": "4"})).ask(retries=1, cancel=cancel)[0]
    assert failed.failure is Failure.CANCELLED
