"""The scripted model says what it is told to."""

from threading import Event

import pytest

from nova.domain.conversation import Failure, Message, Prompt, Stop, Text
from nova.errors import ModelFailed
from nova.models.scripted import ScriptedModel, calls, says

PROMPT = Prompt(model="m", system="", messages=(Message("user", (Text("hi"),)),), output_tokens=5, seconds=5)


def test_it_follows_its_list_and_keeps_what_it_was_asked():
    model, heard = ScriptedModel([calls("look", path="a"), says("all is well")]), []
    first, second = (model.reply(PROMPT, heard.append, Event()) for _ in range(2))
    assert (first.stop, first.message.calls[0].arguments) == (Stop.TOOLS, {"path": "a"})
    assert second.message.text == "all is well" == "".join(heard)
    assert len(heard) == 3
    assert model.prompts == [PROMPT, PROMPT]


def test_calls_have_ids_of_their_own():
    assert calls("look").message.calls[0].id != calls("look").message.calls[0].id


def test_it_fails_as_told_and_answers_by_the_prompt():
    model = ScriptedModel(lambda prompt: ModelFailed(Failure.CUT, prompt.messages[0].text))
    with pytest.raises(ModelFailed, match="hi"):
        model.reply(PROMPT, print, Event())


def test_a_cancel_stops_it_between_two_words():
    cancel = Event()
    with pytest.raises(ModelFailed) as caught:
        ScriptedModel([says("one two")]).reply(PROMPT, lambda word: cancel.set(), cancel)
    assert caught.value.failure is Failure.CANCELLED


def test_a_script_that_is_over_is_a_defect_of_the_test():
    with pytest.raises(AssertionError, match="the script is over"):
        ScriptedModel([]).reply(PROMPT, print, Event())
