"""The doors `nova traces` and `nova trace`: what a person types and sees."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from nova.app import App, open_app
from nova.commands.traces import add_commands
from nova.domain.conversation import Message, Prompt, Reply, Stop, Text, ToolCall, ToolResult, ToolSpec, Usage
from nova.domain.trace import Span, SpanKind
from nova.errors import UnknownName
from nova.runtime import conventions as named
from nova.runtime.tracing import Tracer

CALL = ToolCall("c1", "search_decisions", {"query": "Celery"})
PROMPT = Prompt(model="claude-x", system="Answer from the records.\nQuote them.", output_tokens=500, seconds=30.0,
                messages=(Message("user", (Text("why no\x1b[31m Celery?"),)), Message("assistant", (CALL,)),
                          Message("user", (ToolResult("c1", "ADR-0006\nDurable work on DBOS"),))),
                tools=(ToolSpec("search_decisions", "Finds records.", {"type": "object"}),))
REPLY = Reply(parts=(Text("It needs a broker."),), stop=Stop.END, model="claude-x-1",
              usage=Usage(input_tokens=1_200, output_tokens=56))


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setenv("NOVA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NOVA_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return open_app()


@pytest.fixture
def turn(app: App) -> str:
    """The trace of one turn: a route, an agent that asks a model and runs a tool, an approval, a handoff."""
    tracer = Tracer(app.traces, app.clock)
    with tracer.span(SpanKind.TURN, "turn", {named.CONVERSATION: "0a1b2c3d"}) as root:
        with tracer.span(SpanKind.ROUTE, "route", {"nova.route": {"reason": "act. decisions is ahead"}}):
            pass
        with tracer.span(SpanKind.AGENT, "invoke_agent decisions", {named.AGENT: "decisions"}) as agent:
            with tracer.span(SpanKind.TOOL, "execute_tool search_decisions", {named.TOOL_ARGUMENTS: CALL.arguments}):
                pass
            with tracer.span(SpanKind.CHAT, "chat claude-x", {
                    **named.prompt_attributes(PROMPT), **named.reply_attributes(REPLY), named.COST: "0.0044"}):
                pass
            with tracer.span(SpanKind.CHAT, "chat claude-x", named.prompt_attributes(PROMPT)) as failed:
                failed.fail("cut")
            agent.set("nova.ending", "cut")
        with tracer.span(SpanKind.APPROVAL, "draft_decision", {"nova.approved": True}):
            pass
        with tracer.span(SpanKind.HANDOFF, "to \x1b[2Jconcierge"):
            pass
        root.set("nova.ending", "cut")
    return tracer.trace


def run(*arguments: str) -> Result:
    door = typer.Typer()
    add_commands(door)
    return CliRunner().invoke(door, list(arguments))


def test_traces_lists_what_happened_newest_first_with_the_next_step(app, turn):
    app.traces.save([Span(trace="f" * 32, id="1" * 16, parent=None, kind=SpanKind.REVIEW, name="review \x1b[2Jdrift",
                          start=datetime(2020, 1, 2, 3, 4, tzinfo=UTC), seconds=61.234, error="cut")])
    result = run("traces")
    newest, oldest = result.stdout.splitlines()
    assert newest.startswith(turn[:8]) and " turn " in newest and "1,200 in, 56 out" in newest
    assert " ".join(oldest.split()) == "ffffffff 2020-01-02 03:04 UTC review \\x1b[2Jdrift 61.23 s error: cut"
    assert f"trace {turn[:8]}" in result.stderr
    assert run("traces", "--limit", "1").stdout.splitlines() == [newest]


def test_without_a_trace_the_next_step_is_what_leaves_one(app):
    result = run("traces")
    assert result.exit_code == 0 and result.stdout == ""
    assert 'ask "..." leaves one' in result.stderr
    with pytest.raises(UnknownName, match="no trace 'last'"):
        raise run("trace", "last").exception


def test_traces_as_json(app, turn):
    assert [{**row, "start": "", "seconds": 0} for row in json.loads(run("traces", "--json").stdout)] == [
        {"trace": turn, "kind": "invoke_workflow", "name": "turn", "start": "", "seconds": 0, "input_tokens": 1200,
         "output_tokens": 56, "cost_usd": None, "error": None, "finished": True}]


def columns(line: str) -> str:
    """The line without its seconds, which differ from run to run."""
    return " ".join(re.sub(r"\d+\.\d\d s", "", line).split())


@pytest.mark.parametrize("name", ["first digits", "last", "whole"])
def test_trace_shows_every_step_below_the_one_that_it_is_part_of(app, turn, name):
    result = run("trace", {"first digits": turn[:6], "whole": turn}.get(name, name))
    headline, *lines = result.stdout.splitlines()
    assert headline.startswith(f"trace {turn}  20") and headline.endswith("UTC  session 0a1b2c3d")
    assert [((len(line) - len(line.lstrip())) // 2, columns(line)) for line in lines] == [
        (1, "turn 1,200 in, 56 out cut"),
        (2, "route act. decisions is ahead"),
        (2, "invoke_agent decisions cut"),
        (3, 'execute_tool search_decisions {"query": "Celery"}'),
        (3, "chat claude-x 1,200 in, 56 out $0.004400 stop"),
        (3, "chat claude-x error: cut"),
        (2, "approval draft_decision yes"),
        (2, "handoff to \\x1b[2Jconcierge")]
    assert "8 steps, 2 requests to a model, 1,200 tokens in, 56 out, $0.004400 and what has no price." in result.stderr
    assert f"trace {turn[:8]} --prompt" in result.stderr


def test_prompt_shows_each_prompt_and_reply_word_by_word(app, turn):
    text = run("trace", turn, "--prompt").stdout
    first = text.partition("=== ")[2].partition("=== ")[0].splitlines()
    assert first[0].startswith("chat claude-x  ") and first[0].endswith("(at most 500 tokens, 30.0 s)")
    assert [line for line in first[1:] if line] == [
        "--- system", "    Answer from the records.", "    Quote them.",
        "--- tool search_decisions", "    Finds records.", '    {"type": "object"}',
        "--- user", "    why no\\x1b[31m Celery?",
        "--- assistant", "    [calls search_decisions as c1]", '    {"query": "Celery"}',
        "--- user", "    [result of c1]", "    ADR-0006", "    Durable work on DBOS",
        "--- assistant replies (stop)", "    It needs a broker."]
    assert text.endswith("--- no reply: cut\n")
    assert "=== " not in run("trace", turn).stdout


def test_trace_as_json_is_every_span_whole(app, turn):
    spans = json.loads(run("trace", turn[:8], "--json").stdout)
    assert len(spans) == 8
    chat = next(span for span in spans if span["kind"] == "chat")
    assert chat["attributes"]["gen_ai.system_instructions"][0]["content"] == PROMPT.system
    assert chat["trace"] == turn and chat["parent"] == spans[2]["id"]


def test_a_trace_that_was_cut_off_shows_what_is_there(app):
    start = datetime(2026, 11, 21, tzinfo=UTC)
    app.traces.save([
        Span(trace="c" * 32, id="2" * 16, parent="1" * 16, kind=SpanKind.AGENT, name="invoke_agent a", start=start,
             seconds=1),
        Span(trace="c" * 32, id="3" * 16, parent="2" * 16, kind=SpanKind.CHAT, name="chat m", seconds=1,
             start=start + timedelta(seconds=1), attributes={named.INPUT_TOKENS: 7, named.OUTPUT_TOKENS: 1})])
    result = run("trace", "c")
    assert [columns(line) for line in result.stdout.splitlines()[1:]] == ["invoke_agent a", "chat m 7 in, 1 out"]
    assert "It was cut off" in result.stderr
    assert json.loads(run("traces", "--json").stdout)[0]["finished"] is False


def test_a_deep_trace_is_no_trouble(app):
    start = datetime(2026, 11, 21, tzinfo=UTC)
    app.traces.save([Span(trace="d" * 32, id=f"{depth:016x}", parent=f"{depth - 1:016x}" if depth else None,
                          kind=SpanKind.HANDOFF, name="to x", start=start + timedelta(seconds=depth), seconds=0)
                     for depth in range(400)])
    assert len(run("trace", "d").stdout.splitlines()) == 401


@pytest.mark.parametrize("attributes", [
    {named.COST: "1E+999999", named.INPUT_TOKENS: "many"}, {named.COST: "NaN"}, {named.COST: "gratis"},
    {named.COST: 5}])
def test_figures_that_make_no_sense_are_left_out(app, attributes):
    app.traces.save([Span(trace="e" * 32, id="1" * 16, parent=None, kind=SpanKind.CHAT, name="chat m", seconds=1,
                          start=datetime(2026, 11, 21, tzinfo=UTC), attributes=attributes)])
    assert columns(run("trace", "e").stdout.splitlines()[1]) == "chat m"


def test_on_a_terminal_the_tree_has_lines(app, turn):
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    done = subprocess.run([sys.executable, "-m", "nova", "trace", turn[:8]], stdout=theirs, stderr=subprocess.PIPE,
                          env=environment, text=True, check=True)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "├── route" in shown and "│   ├── execute_tool search_decisions" in shown
    assert "Next: python -m nova trace" in done.stderr
