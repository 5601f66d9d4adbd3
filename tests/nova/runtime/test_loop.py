"""One agent at work on a scripted model: every way in which a turn can end has a name."""

import time
from decimal import Decimal
from threading import Event, Timer

import pytest
from pydantic import Field

from nova.clock import SystemClock
from nova.domain.conversation import Failure, Message, Stop, Text, ToolCall, ToolResult, Usage
from nova.domain.price import Price, Prices
from nova.domain.trace import SpanKind
from nova.domain.turn import Ending
from nova.errors import ModelFailed
from nova.models.scripted import ScriptedModel, calls, says
from nova.runtime.budget import Budget, Limits
from nova.runtime.loop import Agent, answer, carry_on
from nova.runtime.toolbox import Arguments, Found, Tool, Toolbox
from nova.runtime.tracing import Tracer

PRICES = Prices({"m": Price(Decimal(3), Decimal(15))})


class Kept:
    """A trace store in memory."""

    def __init__(self):
        self.spans = []

    def save(self, spans):
        self.spans += spans


class Word(Arguments):
    word: str = Field(description="A word.")


class World:
    """What tools work on, and what an agent leaves behind."""

    def __init__(self):
        self.written = []
        self.traces = Kept()


def _look(world, arguments):
    if arguments.word == "hang":
        time.sleep(20)
    return Found(f"{arguments.word} stands in notes.md", ("notes.md:3",))


def _write(world, arguments):
    world.written.append(arguments.word)
    return Found("written")


def _stop(world, arguments):
    return Found("Done.", ends=True)


TOOLS = {tool.name: tool for tool in (
    Tool(name="look", description="Looks.", arguments=Word, run=_look),
    Tool(name="write", description="Writes.", arguments=Word, run=_write, writes=True),
    Tool(name="stop", description="Ends.", arguments=Word, run=_stop))}


@pytest.fixture
def world():
    return World()


def agent(world, *script, limits=None, model_id="m", **options):
    return Agent(name="one", system="You look.", model=ScriptedModel(script), model_id=model_id,
                 toolbox=Toolbox.of(TOOLS, TOOLS, world, path="one.md"),
                 budget=Budget(limits or Limits(usd=Decimal(1)), PRICES), tracer=Tracer(world.traces, SystemClock()),
                 **options)


def asked(text="where is it?"):
    return (Message("user", (Text(text),)),)


def test_an_answer_in_words(world):
    heard = []
    outcome = answer(agent(world, says("It is there."), hear=heard.append), asked())
    assert (outcome.ending, outcome.text, "".join(heard)) == (Ending.ANSWERED, "It is there.", "It is there.")
    assert outcome.cost_usd == Decimal(100 * 3 + 3 * 15) / 1_000_000


def test_tools_run_and_their_sources_are_kept(world):
    one = agent(world, calls("look", word="key"), says("In notes.md."))
    outcome = answer(one, asked())
    assert outcome.sources == ("notes.md:3",)
    result = one.model.prompts[1].messages[-1].parts[0]
    assert result.text == "key stands in notes.md"


def test_bad_arguments_come_back_in_words_and_the_model_may_try_again(world):
    one = agent(world, calls("look"), calls("loook", word="key"), calls("look", word="key"), says("Found."))
    assert answer(one, asked()).ending is Ending.ANSWERED
    texts = [prompt.messages[-1].parts[0].text for prompt in one.model.prompts[1:]]
    assert "word: Field required" in texts[0]
    assert "did you mean look?" in texts[1]


def test_output_that_does_not_fit_is_repaired_once(world):
    one = agent(world, says(" "), says("Here."))
    assert answer(one, asked()).text == "Here."
    assert "holds no words" in one.model.prompts[1].messages[-1].text


def test_and_then_it_is_an_honest_failure(world):
    outcome = answer(agent(world, says(" "), says("  ")), asked())
    assert outcome.ending is Ending.INVALID
    assert "not usable twice" in outcome.why


def test_an_agent_that_speaks_through_tools_alone(world):
    one = agent(world, says("I think it is fine."), calls("stop", word="x"), output="tool-calls.v1")
    outcome = answer(one, asked())
    assert outcome.ending is Ending.ANSWERED
    assert "Say it through one of the tools" in one.model.prompts[1].messages[-1].text


@pytest.mark.parametrize("failure", Failure)
def test_a_failure_of_the_wire_is_an_ending_of_its_own(world, failure):
    outcome = answer(agent(world, ModelFailed(failure, "it went wrong so and so")), asked())
    assert str(outcome.ending) == str(failure)
    assert outcome.why == "it went wrong so and so"
    assert not outcome.answered


def test_what_was_said_in_an_earlier_turn_is_not_this_ones_answer(world):
    earlier = (*asked("and before?"), Message("assistant", (Text("That was before."),)))
    outcome = answer(agent(world, ModelFailed(Failure.CUT, "it was cut")), (*earlier, *asked()))
    assert outcome.text == ""


def test_a_refusal_and_a_reply_that_did_not_fit(world):
    assert answer(agent(world, says("No.", stop=Stop.REFUSED)), asked()).ending is Ending.REFUSED
    assert answer(agent(world, says("It is", stop=Stop.LENGTH)), asked()).ending is Ending.TOO_LONG


def test_a_cut_call_is_never_run(world):
    cut = calls("write", word="half")
    cut = type(cut)(parts=cut.parts, stop=Stop.LENGTH, usage=cut.usage, model=cut.model)
    assert answer(agent(world, cut), asked()).ending is Ending.TOO_LONG
    assert world.written == []


def test_as_many_requests_as_the_role_may_make(world):
    outcome = answer(agent(world, *[calls("look", word="key")] * 3, requests=3), asked())
    assert (outcome.ending, "all of its 3 requests" in outcome.why) == (Ending.STEPS, True)


def test_tool_calls_are_a_budget_too(world):
    outcome = answer(agent(world, *[calls("look", word="key")] * 3, limits=Limits(tool_calls=2)), asked())
    assert outcome.ending is Ending.BUDGET


def test_money_ends_it_before_the_request_that_would_pass_it(world):
    one = agent(world, *[calls("look", word="key")] * 9, limits=Limits(usd=Decimal("0.01")), reply_tokens=300)
    outcome = answer(one, asked())
    assert outcome.ending is Ending.BUDGET
    assert one.budget.usd <= Decimal("0.01")


def test_an_unpriced_model_fails_closed_without_a_request(world):
    one = agent(world, model_id="dear")
    outcome = answer(one, asked())
    assert (outcome.ending, one.model.prompts) == (Ending.BUDGET, [])
    assert "dear has no price" in outcome.why


def test_a_usage_that_cannot_be_ends_it(world):
    outcome = answer(agent(world, says("Cheap!", usage=Usage(input_tokens=-5, output_tokens=10**12))), asked())
    assert outcome.ending is Ending.USAGE


def test_a_call_that_writes_waits_for_a_person(world):
    outcome = answer(agent(world, calls("write", word="this")), asked())
    assert (outcome.ending, outcome.waiting.arguments, world.written) == (Ending.WAITING, {"word": "this"}, [])


def test_a_malformed_call_that_writes_bothers_nobody(world):
    outcome = answer(agent(world, calls("write"), says("Sorry.")), asked())
    assert outcome.ending is Ending.ANSWERED


def test_after_the_persons_word_it_goes_on(world):
    waiting = answer(agent(world, calls("write", word="this")), asked())
    one = agent(world, says("Written."))
    outcome = carry_on(one, waiting.messages, ToolResult(waiting.waiting.id, "written"))
    assert outcome.text == "Written."
    assert one.model.prompts[0].messages[-1].parts == (ToolResult(waiting.waiting.id, "written"),)


def test_one_yes_is_for_one_call(world):
    both = calls("write", word="this")
    both = type(both)(parts=(*both.parts, ToolCall("second", "write", {"word": "that"})), stop=both.stop,
                      usage=both.usage, model=both.model)
    waiting = answer(agent(world, both), asked())
    one = agent(world, says("One of them."))
    carry_on(one, waiting.messages, ToolResult(waiting.waiting.id, "written"))
    assert one.model.prompts[0].messages[-1].parts[1].text == "Not run: ask for one thing at a time."
    assert world.written == []


def test_a_person_stops_it_while_a_tool_hangs(world):
    cancel = Event()
    Timer(0.2, cancel.set).start()
    begun = time.monotonic()
    outcome = answer(agent(world, calls("look", word="hang"), says("never"), cancel=cancel), asked())
    assert outcome.ending is Ending.CANCELLED
    assert time.monotonic() - begun < 3


def test_a_hanging_tool_is_told_to_the_model_and_the_turn_goes_on(world):
    one = agent(world, calls("look", word="hang"), says("Without it."), limits=Limits(seconds=0.5))
    outcome = answer(one, asked())
    assert outcome.ending in (Ending.ANSWERED, Ending.BUDGET)
    spans = {span.name: span for span in world.traces.spans}
    assert spans["execute_tool look"].error == "timeout"


def test_the_trace_holds_the_exact_prompt_and_what_it_cost(world):
    one = agent(world, calls("look", word="key"), says("In notes.md."))
    answer(one, asked("where is the key?"))
    chats = [span for span in world.traces.spans if span.kind is SpanKind.CHAT]
    assert [chat.attributes["gen_ai.input.messages"][0]["parts"][0]["content"] for chat in chats] == [
        "where is the key?"] * 2
    assert Decimal(chats[0].attributes["nova.cost_usd"]) > 0
    assert {span.kind for span in world.traces.spans} == {SpanKind.AGENT, SpanKind.CHAT, SpanKind.TOOL}
    assert len({span.trace for span in world.traces.spans}) == 1


def cost_told(world):
    """Of the whole trace, as its root says."""
    return Decimal(next(span for span in world.traces.spans if span.parent is None).attributes["nova.total.cost_usd"])


@pytest.mark.parametrize("reply", [
    says("Cheap!", usage=Usage(input_tokens=10**9, output_tokens=1)), ModelFailed(Failure.CUT, "the line broke"),
    ModelFailed(Failure.REJECTED, "no such key"), says("It is there.")], ids=["absurd", "cut", "rejected", "answered"])
def test_budget_outcome_and_trace_tell_the_same_cost_however_it_ends(world, reply):
    one = agent(world, reply)
    outcome = answer(one, asked())
    assert outcome.cost_usd == one.budget.usd == cost_told(world)


def test_who_stops_listening_has_paid(world):
    def stop(words):
        raise BrokenPipeError

    one = agent(world, says("It is there."), hear=stop)
    with pytest.raises(BrokenPipeError):
        answer(one, asked())
    assert 0 < one.budget.usd == cost_told(world)


def test_the_arguments_of_a_call_do_not_come_for_nothing(world):
    long = calls("look", word="key" * 3000)
    one = agent(world, type(long)(parts=long.parts, stop=long.stop, usage=Usage(input_tokens=100), model=long.model),
                says("There."))
    answer(one, asked())
    assert one.budget.output_tokens > 1000
