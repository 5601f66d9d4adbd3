"""Asking and chatting as a person does: offline, and with a model on the wire that others wrote."""

import json
import os
import subprocess
import sys

import pytest

from nova.testing import commit

pytestmark = pytest.mark.outer

RECORD = """---
status: "accepted"
date: 2026-11-21
id: "ADR-0003"
---
# Keep prices in whole cents

## Context and Problem Statement

Sums of floats drifted, and customers noticed.

## Decision Outcome

Prices are integers in cents; euros exist on screens only.
"""


@pytest.fixture
def asked(shop):
    """The shop with one record, offline."""
    commit(shop.path, {"decisions/0003-keep-prices-in-whole-cents.md": RECORD})
    return shop


@pytest.fixture
def wired(asked, aimock_server, aimock):
    """The shop with a model on the wire, whose price is known."""
    asked.environment.update({
        "NOVA_MODELS__ENGINE": "anthropic", "NOVA_MODELS__BASE_URL": aimock_server.base_url,
        "ANTHROPIC_API_KEY": "sk-wire", "NOVA_MODELS__RETRIES": "0",
        "NOVA_MODELS__PRICES": '{ "claude-haiku-4-5" = [1.0, 5.0], "claude-sonnet-5-5" = [3.0, 15.0] }'})
    return asked


def call(name, /, **arguments):
    return {"toolCalls": [{"name": name, "arguments": json.dumps(arguments)}],
            "usage": {"input_tokens": 400, "output_tokens": 30}}


def says(text):
    return {"content": text, "usage": {"input_tokens": 500, "output_tokens": 40}}


def answer(shop, *arguments, code=0):
    return json.loads(shop.nova("ask", "--json", *arguments, code=code))


def test_offline_an_answer_is_found_with_its_source_and_says_so(asked):
    told = asked.nova("ask", "why do we keep prices in cents?", "--role", "decision-guide")
    assert told.startswith("decision-guide (offline: no model is set; found, not written)")
    assert 'ADR-0003 "Keep prices in whole cents" (accepted)' in told
    assert "decisions/0003-keep-prices-in-whole-cents.md" in told


def test_offline_nothing_is_made_up(asked):
    told = asked.nova("ask", "@decision-guide why do we use Kafka?")
    assert "None of the 1 decision records speaks of it." in told


def test_an_ambiguous_request_is_asked_back_and_the_choice_is_remembered(asked):
    first = answer(asked, "fix the totals")
    assert (first["ending"], first["route"]["role"]) == ("ask", None)
    second = answer(asked, "--session", first["session"], "2")
    assert second["route"]["gate"] == "pending"
    assert second["route"]["text"] == "fix the totals"
    assert second["ending"] == "offline"


def test_the_status_of_this_project(asked):
    asked.review("--rule", "dead-definition")
    told = asked.nova("ask", "@project-status what waits for my answer?")
    assert "Remove `_old_discount`" in told
    assert "show p1" in told


def test_a_model_answers_from_what_its_tools_read(wired, aimock):
    aimock.add_fixture({"userMessage": "why cents", "turnIndex": 0}, call("search_decisions", query="prices cents"))
    aimock.add_fixture({"toolResultContains": "Keep prices in whole cents"},
                       says("Floats drifted (decisions/0003-keep-prices-in-whole-cents.md)."))
    said = answer(wired, "@decision-guide why cents?")
    assert (said["ending"], said["text"]) == (
        "answered", "Floats drifted (decisions/0003-keep-prices-in-whole-cents.md).")
    assert said["sources"] == ["decisions/0003-keep-prices-in-whole-cents.md"]
    assert float(said["cost_usd"]) > 0
    tree = wired.nova("trace", said["trace"][:8])
    for step in ("route", "invoke_agent decision-guide", "chat claude-sonnet-5-5", "execute_tool search_decisions"):
        assert step in tree
    assert "You answer" in wired.nova("trace", said["trace"][:8], "--prompt")


def test_a_side_effect_waits_for_a_yes_and_then_runs_once(wired, aimock):
    draft = {"title": "Round half up", "context": "Halves were cut.", "outcome": "Halves are rounded up."}
    aimock.add_fixture({"userMessage": "draft it", "turnIndex": 0}, call("draft_decision", **draft))
    aimock.add_fixture({"toolResultContains": "Drafted round-half-up"}, says("It is drafted."))
    waiting = answer(wired, "@decision-guide draft it")
    assert (waiting["ending"], waiting["approval"]["tool"]) == ("waiting", "draft_decision")
    assert "round-half-up" not in wired.nova("decisions", "drafts")

    done = answer(wired, "--session", waiting["session"], "yes")
    assert done["text"] == "It is drafted."
    assert "round-half-up" in wired.nova("decisions", "drafts")
    again = answer(wired, "--session", waiting["session"], "yes")
    assert again["route"]["gate"] != "pending"


def test_a_no_is_told_to_the_model(wired, aimock):
    draft = {"title": "Round half up", "context": "Halves were cut.", "outcome": "Halves are rounded up."}
    aimock.add_fixture({"userMessage": "draft it", "turnIndex": 0}, call("draft_decision", **draft))
    aimock.add_fixture({"toolResultContains": "The person said no"}, says("Then not."))
    waiting = answer(wired, "@decision-guide draft it")
    assert answer(wired, "--session", waiting["session"], "no")["text"] == "Then not."
    assert "round-half-up" not in wired.nova("decisions", "drafts")


@pytest.mark.parametrize(("status", "ending"), [(529, "overloaded"), (429, "rate-limited"), (500, "server-error"),
                                                (400, "rejected")])
def test_an_error_of_the_endpoint_is_one_sentence_and_exit_code_2(wired, aimock, status, ending):
    aimock.on_message("hello", says("hi"))
    aimock.next_error(status, {"message": "so it is", "type": "an_error"})
    done = wired.run("ask", "@concierge hello")
    assert done.returncode == 2
    assert f"nova: {ending}: " in done.stderr
    assert "Traceback" not in done.stderr


def test_nobody_at_the_base_url(wired):
    wired.environment["NOVA_MODELS__BASE_URL"] = "http://127.0.0.1:9"
    done = wired.run("ask", "@concierge hello")
    assert done.returncode == 2
    assert "nova: unreachable: " in done.stderr
    assert "127.0.0.1:9" in done.stderr


def test_an_unpriced_model_asks_nobody(wired, aimock):
    wired.environment["NOVA_MODELS__FAST"] = "claude-unheard-of"
    done = wired.run("ask", "@concierge hello")
    assert done.returncode == 2
    assert "claude-unheard-of has no price" in done.stderr
    assert aimock.get_journal() == []


def test_a_chat_that_is_resumed(wired, aimock):
    aimock.add_fixture({"userMessage": "first thing"}, says("One."))
    aimock.add_fixture({"userMessage": "second thing"}, says("Two."))
    lines = "@concierge first thing\n/why\n/cost\n/role project-status\n/nonsense\n/quit\n"
    first = chat(wired, lines)
    assert "One." in first.stdout
    assert "router: " in first.stdout
    assert "1 turns, $0.00" in first.stdout
    session = first.stderr.split("--session ")[1].split()[0]
    second = chat(wired, "@concierge second thing\n", "--resume")
    assert f"Session {session}" in second.stderr
    assert "Two." in second.stdout
    sent = aimock.get_last_request()["body"]["messages"]
    assert "One." in json.dumps(sent)


def chat(shop, lines, *arguments):
    return subprocess.run([sys.executable, "-m", "nova", "chat", *arguments], cwd=shop.path, env=shop.surroundings,
                          input=lines, capture_output=True, text=True, timeout=60, check=True)


def test_two_chats_at_once_each_in_its_own_session(wired, aimock):
    aimock.add_fixture({"userMessage": "from one"}, says("To one."))
    aimock.add_fixture({"userMessage": "from two"}, says("To two."))
    both = [subprocess.Popen([sys.executable, "-m", "nova", "ask", f"@concierge from {name}"], cwd=wired.path,
                             env=wired.surroundings, stdout=subprocess.PIPE, text=True) for name in ("one", "two")]
    assert [process.communicate(timeout=60)[0].strip() for process in both] == ["To one.", "To two."]


def test_a_message_of_a_megabyte(asked):
    done = subprocess.run([sys.executable, "-m", "nova", "ask", "-"], cwd=asked.path, env=asked.surroundings,
                          input="x" * 1_000_000, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "longer than 100,000 characters" in done.stderr


@pytest.mark.parametrize("command", ["ask -", "chat"])
def test_no_standard_input_is_said(asked, command):
    done = subprocess.run(["sh", "-c", f"exec {sys.executable} -m nova {command} <&-"], cwd=asked.path,
                          env=asked.surroundings, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "there is no standard input" in done.stderr) == (2, True)


def test_outside_a_repository(asked, tmp_path):
    told = asked.nova("ask", "@decision-guide why cents?", at=tmp_path)
    assert "outside a git repository" in told


def test_escapes_of_a_model_reach_no_terminal(wired, aimock):
    aimock.on_message("hello", says("\x1b[31mred\x1b[0m \u202eback"))
    told = wired.nova("ask", "@concierge hello")
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_the_key_is_in_no_file(wired, aimock):
    wired.environment["ANTHROPIC_API_KEY"] = "sk-ant-api03-" + "A1b2" * 12
    aimock.on_message("hello", says("hi"))
    wired.nova("ask", "@concierge hello, my key is " + wired.environment["ANTHROPIC_API_KEY"])
    for folder, _, names in os.walk(wired.home):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                assert b"A1b2A1b2" not in file.read()
    assert "A1b2A1b2" not in json.dumps(aimock.get_last_request()["body"])
