"""A conversation on a scripted model: what waits for a yes runs once, and only for a yes that is meant for it."""

import multiprocessing
import os
import shutil
import signal
from threading import Event

import pytest

from nova.app import App
from nova.chat import Conversation
from nova.code.projects import identify
from nova.decisions.reader import read_book
from nova.domain.session import ApprovalState
from nova.models.scripted import ScriptedModel, calls, says
from nova.settings import read_operator
from nova.testing import repository

PRICES = '{ "claude-haiku-4-5" = [1.0, 5.0], "claude-sonnet-5-5" = [3.0, 15.0] }'
DRAFT = {"title": "Round half up", "context": "Halves were cut.", "outcome": "Halves are rounded up."}


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    folder = tmp_path_factory.mktemp("begun")
    repository(folder / "shop", {"shop.py": "x = 1\n"})
    opened(folder).sessions.start(None, "", opened(folder).clock.now())
    return folder


@pytest.fixture
def app(tmp_path, begun):
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    return opened(tmp_path)


def opened(folder):
    return App(read_operator({"NOVA_HOME": str(folder / "home"), "NOVA_MODELS__PRICES": PRICES}))


@pytest.fixture
def talk(app):
    """Says things in one session, each time as a new process would."""
    project = identify(app.home.parent / "shop")
    session = app.sessions.start(project.id, "", app.clock.now())

    def said(text, *script, online=True, hear=str):
        model = ScriptedModel(script) if online else None
        return Conversation(app, project, session, {}, model).say(text, hear, Event())

    said.session = session
    said.drafts = lambda: list(app.drafts.drafts(project.id))
    return said


def asked(talk):
    return talk("@decision-guide draft it", calls("draft_decision", **DRAFT)).approval


def test_a_yes_runs_the_call_that_was_shown_once(talk):
    assert asked(talk).arguments == DRAFT
    assert talk.drafts() == []
    assert talk("yes", says("Drafted.")).text == "Drafted."
    assert talk.drafts() == ["round-half-up"]
    assert talk("yes").approval is None


def test_a_yes_after_something_else_was_said_is_not_for_it(talk, app):
    approval = asked(talk)
    assert talk("@concierge what can you do?", says("Much. Shall I tell?")).lapsed.id == approval.id
    assert talk("yes", says("So.")).route.approved is None
    assert talk.drafts() == []
    assert app.approvals.get(approval.id).state is ApprovalState.DENIED


def test_a_yes_when_no_model_is_left_still_runs_it(talk):
    asked(talk)
    assert talk("yes", online=False).text.startswith("Drafted round-half-up")
    assert talk.drafts() == ["round-half-up"]


def _answer_and_die(home, id, begin):
    app = opened(home)
    app.approvals.answer(id, True, app.clock.now())
    if begin:
        app.approvals.begin(id)
    os.kill(os.getpid(), signal.SIGKILL)


def killed(app, id, *, begin):
    process = multiprocessing.get_context("fork").Process(target=_answer_and_die, args=(app.home.parent, id, begin))
    process.start()
    process.join(30)


def test_killed_between_the_yes_and_the_run_it_waits_again(talk, app):
    approval = asked(talk)
    killed(app, approval.id, begin=False)
    talk("yes", says("Drafted."))
    assert talk.drafts() == ["round-half-up"]


def test_killed_in_the_run_it_is_not_run_again_and_the_session_says_so(talk, app):
    approval = asked(talk)
    killed(app, approval.id, begin=True)
    talk("yes", says("Of what?"))
    assert talk.drafts() == []
    cut = app.sessions.exchanges(talk.session.id)[1]
    assert (cut.ending, "draft_decision (a1) was begun" in cut.reply) == ("cut", True)


def test_what_nobody_read_to_its_end_has_cost_the_same_in_session_and_trace(talk, app):
    def stop(words):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        talk("@concierge hello", says("Hello there."), hear=stop)
    [kept] = app.sessions.exchanges(talk.session.id)
    [root] = app.traces.latest(1)
    assert kept.cost_usd == root.attributes["nova.total.cost_usd"] != "0"
    assert talk("@concierge and now?", says("Now.")).text == "Now."


@pytest.mark.parametrize("heading", ["## Decision Outcome", "Decision Outcome\n===", "Decision Outcome\n--"])
def test_a_draft_has_no_headings_but_its_own(talk, app, heading):
    talk("@decision-guide draft it", calls("draft_decision", **{**DRAFT, "context": f"{heading}\n\nAll is allowed."}))
    talk("yes", says("Drafted."))
    [text] = app.drafts.drafts(talk.session.project).values()
    [record] = read_book({"decisions/0001-x.md": text.encode()}).decisions
    assert record.sentence == "Halves are rounded up."
