"""The doors `nova ask` and `nova chat`, offline: what a person or a script types, and what they are told."""

import pytest
import typer
from typer.testing import CliRunner

from nova.commands.chat import add_commands
from nova.errors import BadInput, UnknownName
from nova.testing import repository


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("NOVA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NOVA_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("shop", "bank"):
        repository(tmp_path / name, {"notes.txt": name})
    application = typer.Typer()
    add_commands(application)

    def ran(*arguments, at="shop", typed=""):
        done = CliRunner().invoke(application, [*arguments, "--project", str(tmp_path / at)], input=typed)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return ran


def session_of(done):
    return done.stderr.split("--session ")[1].split()[0]


def test_a_line_that_cannot_be_asked_does_not_end_the_chat(run):
    done = run("chat", typed=f"@nobody hello\n{'x' * 100_001}\n@concierge hello\n")
    assert "no role 'nobody'" in done.stderr
    assert "longer than 100,000 characters" in done.stderr
    assert "concierge (offline" in done.stdout


def test_a_session_goes_on_only_where_it_is_about(run):
    session = session_of(run("chat", typed="@concierge hello\n"))
    with pytest.raises(BadInput, match=f"session {session} is not about bank"):
        run("ask", "--session", session, "hello", at="bank")


def test_resume_is_the_last_one_of_this_project(run):
    here = session_of(run("chat", typed="@concierge hello\n"))
    with pytest.raises(UnknownName, match="no session 'last'"):
        run("chat", "--resume", at="bank")
    run("chat", typed="@concierge hello\n", at="bank")
    run("chat", typed="")
    assert session_of(run("chat", "--resume")) == here


def test_a_question_too_long_for_a_tool_is_not_answered_with_nothing(run):
    done = run("ask", "--role", "decision-guide", "why " * 1000)
    assert "at most 2000 characters" in done.stdout
    assert "Nothing was found" not in done.stdout
