"""What the model is shown is what can run, and whatever a tool does is words for the model."""

import time
from threading import Event, Timer

import pytest
from pydantic import Field

from nova.domain.conversation import ToolCall
from nova.errors import RecordError, Refused
from nova.runtime.toolbox import LONGEST, Arguments, Found, Tool, Toolbox, ToolError


class Number(Arguments):
    number: int = Field(ge=0, description="How many.")


def _run(scope, arguments):
    match arguments.number:
        case 1:
            raise ToolError("one is taken; try two")
        case 2:
            raise Refused("two is not allowed")
        case 3:
            raise ZeroDivisionError("a secret path")
        case 4:
            time.sleep(30)
        case 5:
            return Found("x" * (LONGEST + 7))
    return Found(f"{scope} counted {arguments.number}", ("counts.md",))


COUNT = Tool(name="count", description="Counts.", arguments=Number, run=_run)
WRITE = Tool(name="write", description="Writes.", arguments=Number, run=_run, writes=True)
BOX = Toolbox.of(["count"], {"count": COUNT, "write": WRITE}, "the scope", path="agents/chat/one.md")


def ran(number, box=BOX, name="count", **options):
    return box.run(ToolCall("c1", name, {"number": number}), options.pop("cancel", Event()), **options)


def test_a_tool_runs_on_its_scope_and_says_where_it_looked():
    assert ran(7).result.text == "the scope counted 7"
    assert ran(7).sources == ("counts.md",)


def test_what_is_shown_is_a_schema_that_takes_nothing_else():
    (spec,) = BOX.specs
    assert spec.schema["properties"]["number"]["description"] == "How many."
    assert spec.schema["additionalProperties"] is False


@pytest.mark.parametrize(("arguments", "words"), [
    ({}, "number: Field required"), ({"number": "7"}, "number: Input should be a valid integer"),
    ({"number": -1}, "greater than or equal to 0"), ({"number": 1, "more": 2}, "more: Extra inputs")])
def test_arguments_that_do_not_fit_never_reach_the_tool(arguments, words):
    outcome = BOX.run(ToolCall("c1", "count", arguments), Event())
    assert outcome.result.failed
    assert outcome.error == "arguments"
    assert words in outcome.result.text


def test_a_tool_that_the_role_does_not_list_is_not_there():
    outcome = ran(7, name="write")
    assert outcome.result.failed
    assert "no tool 'write'" in outcome.result.text


def test_a_role_that_lists_a_tool_nobody_provides_cannot_be_run():
    with pytest.raises(RecordError, match="agents/chat/one.md: no tool 'cuont'; did you mean count"):
        Toolbox.of(["cuont"], {"count": COUNT}, None, path="agents/chat/one.md")


def test_errors_become_words_for_the_model_and_defects_do_not_leak():
    assert ran(1).result.text == "one is taken; try two"
    assert ran(2).result.text == "two is not allowed"
    broken = ran(3)
    assert broken.result.text == "count failed. Do without it."
    assert (broken.error, broken.detail) == ("ZeroDivisionError", "a secret path")


def test_a_tool_that_hangs_is_left_behind():
    begun = time.monotonic()
    hung = ran(4, seconds=0.2)
    assert time.monotonic() - begun < 2
    assert (hung.error, hung.result.failed) == ("timeout", True)


def test_a_person_can_stop_a_tool():
    cancel = Event()
    Timer(0.1, cancel.set).start()
    assert ran(4, cancel=cancel).error == "cancelled"


def test_a_long_result_is_cut_and_says_so():
    text = ran(5).result.text
    assert len(text) < LONGEST + 100
    assert "7 more characters were cut off" in text


def test_tools_that_write_ask_first_unless_the_role_allows_them():
    known = {"count": COUNT, "write": WRITE}
    assert Toolbox.of(known, known, None, path="r.md").ask_first == {"write"}
    assert Toolbox.of(known, known, None, path="r.md", approval={"write": "always_allow"}).ask_first == frozenset()
    assert Toolbox.of(known, known, None, path="r.md", approval={"count": "always_ask"}).ask_first == {"write", "count"}


def test_what_is_stopped_already_is_not_begun_and_what_was_begun_may_have_happened():
    written = []

    def slowly(scope, arguments):
        time.sleep(0.3)
        written.append(1)
        return Found("written")

    write = Tool(name="write", description="Writes.", arguments=Arguments, run=slowly, writes=True)
    box, stopped = Toolbox.of(["write"], {"write": write}, None, path="r.md"), Event()
    hung = box.run(ToolCall("c", "write", {}), stopped, seconds=0.1)
    assert "may have changed" in hung.result.text
    stopped.set()
    assert "not run" in box.run(ToolCall("c", "write", {}), stopped).result.text
    time.sleep(0.5)
    assert written == [1]


def test_a_result_is_not_cut_in_the_middle_of_a_secret():
    token = "ghp" + "_" + "a1B2" * 9
    tell = Tool(name="tell", description="Tells.", arguments=Arguments,
                run=lambda scope, arguments: Found("x" * (LONGEST - 20) + f" {token}"))
    told = Toolbox.of(["tell"], {"tell": tell}, None, path="r.md").run(ToolCall("c", "tell", {}), Event())
    assert token[:12] not in told.result.text
