"""`nova route`: the decision and its reason, and nothing else happens."""

import json

import typer
from typer.testing import CliRunner

from nova.commands import route


def run(*arguments):
    app = typer.Typer()
    route.add_commands(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["route", *arguments])


def test_an_act_is_told_with_gate_scores_and_reason():
    lines = run("which proposals are open?").stdout.splitlines()
    assert lines[:2] == ["act        project-status", "gate       classifier"]
    assert lines[2].startswith("router     act. project-status .")
    assert [line.split()[0] for line in lines[3:]] == ["project-status", "concierge", "decision-guide"]


def test_a_question_is_told_with_its_options():
    lines = run("book a table for two at eight").stdout.splitlines()
    assert lines[0] == "ask        -"
    assert lines[-1] == "   4  something else"


def test_a_refusal_is_no_failure():
    done = run("@dead-code what is dead?")
    assert done.exit_code == 0
    assert done.stdout.startswith("refuse     -\ngate       explicit\n")


def test_as_json_with_the_role_that_answered_last():
    told = json.loads(run("and why?", "--role-now", "decision-guide", "--json").stdout)
    assert list(told) == ["act", "role", "text", "gate", "reason", "margin", "question", "candidates"]
    assert (told["act"], told["role"], told["gate"], told["question"]) == ("act", "decision-guide", "follow-up", None)


def test_a_role_that_is_not_there_is_an_error_with_the_nearest():
    done = run("and why?", "--role-now", "decision-gide")
    assert "did you mean decision-guide?" in str(done.exception)
