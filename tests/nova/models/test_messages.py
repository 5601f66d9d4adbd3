"""Whatever an endpoint sends, it comes to a reply or to a ModelFailed: never to another error."""

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from nova.domain.conversation import Prompt, reply_from_json, reply_to_json
from nova.errors import ModelFailed
from nova.models.messages import ReplyReader, mended

PROMPT = Prompt(model="m", system="", messages=(), output_tokens=5, seconds=1)

junk = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
                    max_leaves=4)


def either(*likely):
    return st.sampled_from(likely) | junk


usage = st.fixed_dictionaries({}, optional={name: either(1, -1) for name in ("input_tokens", "output_tokens")}) | junk
block = st.fixed_dictionaries({"type": either("text", "tool_use", "thinking")},
                              optional={"text": either("a"), "id": either("c"), "name": either("n"),
                                        "input": either({})}) | junk
delta = st.fixed_dictionaries({"type": either("text_delta", "input_json_delta")},
                              optional={"text": either("a", "\ud83d", "\ude00"), "partial_json": either("{", "}", "[]"),
                                        "stop_reason": either("end_turn", "tool_use", "max_tokens")}) | junk
event = st.fixed_dictionaries(
    {"type": either("message_start", "content_block_start", "content_block_delta", "message_delta")},
    optional={"message": st.fixed_dictionaries({"usage": usage, "model": either("m")}) | junk, "index": either(0, 1),
              "content_block": block, "delta": delta, "usage": usage}) | junk


@settings(max_examples=100, deadline=None)
@given(st.lists(event, max_size=8))
def test_every_stream_comes_to_a_reply_or_a_failure(events):
    heard = []
    reader = ReplyReader(PROMPT, heard.append, lambda usage: None)
    with suppress(ModelFailed):
        for one in events:
            reader.take(one)
        reply = reader.reply()
        assert reply_from_json(json.loads(json.dumps(reply_to_json(reply)))) == reply
        reply.message.text.encode()
    "".join(heard).encode()


def test_halves_of_a_character_are_put_together_and_lone_ones_replaced():
    assert mended("a\ud83d\ude00\ud83d") == "a\U0001f600\ufffd"
