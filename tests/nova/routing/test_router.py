"""Gates in their order, then the classifier; every decision with its reason."""

import pytest

from nova.domain.route import Act, Approval, Choice, Gate, Request
from nova.errors import BadInput, UnknownName
from nova.roles import Approval as Asked
from nova.roles import Role, RoleModel, Routing, read_roles
from nova.routing.classifier import classifier_of, examples_of
from nova.routing.router import route

ROLES = read_roles()


def routed(text, roles=ROLES, **known):
    return route(Request(text=text, **known), roles, classifier_of(examples_of(roles)))


def made(name, *examples, kind="chat", **other):
    fields = {"description": "", "tools": (), "version": 1, "model": RoleModel.INHERIT, "owns": (f"what {name} does",),
              "never": (), "path": f"agents/{kind}/{name}.md", "prompt": "", "routing": Routing(examples=examples)}
    return Role(name=name, kind=kind, **fields | other)


BOOKS = made("books", "correct the invoice totals", "post an invoice again", approval={"post": Asked.ALWAYS_ASK})
REPORTS = made("reports", "why is the totals report wrong?", "show the invoice report")


def test_a_role_that_is_named_takes_what_is_left():
    found = routed("@decision-guide, why no Celery?")
    assert (found.act, found.gate, found.role) == (Act.ACT, Gate.EXPLICIT, "decision-guide")
    assert found.text == "why no Celery?"
    assert found.reason == "act. decision-guide was named."


def test_a_name_that_nobody_has_gets_the_nearest_one_that_can_be_reached():
    with pytest.raises(UnknownName, match=r"no role 'desision-guide'; did you mean decision-guide\?"):
        routed("@desision-guide why?")


def test_a_role_behind_another_door_is_refused_with_the_reason():
    found = routed("@decisions why?")
    assert (found.act, found.gate, found.role) == (Act.REFUSE, Gate.EXPLICIT, None)
    assert found.reason == ("refused. decisions is a review role; this door reaches chat roles only. "
                            "Did you mean @decision-guide?")


def test_a_role_that_is_named_without_a_request_asks_for_one():
    found = routed("@concierge")
    assert (found.act, found.role, found.question) == (Act.ASK, "concierge", "What do you want of concierge?")


def test_a_role_that_is_named_takes_the_request_that_waits():
    waiting = Choice("fix the totals", ("concierge", "decision-guide"))
    assert routed("@project-status", pending=waiting).text == "fix the totals"


@pytest.mark.parametrize("text", ["user@example.com wrote this", f"@{'x' * 100} hello", "@ hello"])
def test_an_at_sign_that_names_no_role_is_part_of_the_request(text):
    assert routed(text).gate is Gate.CLASSIFIER


@pytest.mark.parametrize(("said", "role"), [
    ("1", "concierge"), ("2.", "decision-guide"), (" Decision-Guide ", "decision-guide"),
    ("project-status", "project-status"),
])
def test_a_choice_is_answered_by_number_or_name(said, role):
    found = routed(said, pending=Choice("fix the totals", ("concierge", "decision-guide")))
    assert (found.act, found.gate, found.role, found.text) == (Act.ACT, Gate.PENDING, role, "fix the totals")


@pytest.mark.parametrize("said", ["3", "something else", "neither"])
def test_something_else_asks_anew_and_names_the_roles(said):
    found = routed(said, pending=Choice("fix the totals", ("concierge", "decision-guide")))
    assert (found.act, found.role, found.pending) == (Act.ASK, None, None)
    assert "There are concierge, decision-guide, project-status." in found.question


@pytest.mark.parametrize("said", ["4", "0", "dead-code", "hello"])
def test_what_answers_no_choice_is_a_new_request(said):
    assert routed(said, pending=Choice("fix the totals", ("concierge", "decision-guide"))).gate is Gate.CLASSIFIER


@pytest.mark.parametrize(("said", "approved"), [("yes", True), ("Y", True), ("no.", False), (" n ", False)])
def test_an_approval_is_answered_by_yes_or_no(said, approved):
    found = routed(said, pending=Approval("decision-guide"))
    assert (found.act, found.gate, found.role, found.approved) == (Act.ACT, Gate.PENDING, "decision-guide", approved)


@pytest.mark.parametrize("said", ["ok", "yes please do", "1", "hello"])
def test_nothing_but_yes_approves(said):
    assert routed(said, pending=Approval("decision-guide")).approved is None


def test_yes_without_a_question_is_no_approval():
    assert routed("yes").approved is None


def test_a_door_that_reaches_no_role_refuses():
    found = routed("hello", kinds=frozenset({"erp"}))
    assert (found.act, found.gate, found.reason) == (Act.REFUSE, Gate.PERMISSION, "refused. There is no erp role here.")


def test_a_door_sees_only_the_kinds_it_reaches():
    found = routed("hello")
    assert {candidate.role for candidate in found.candidates} == {"concierge", "decision-guide", "project-status"}


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_request_is_an_error(text):
    with pytest.raises(BadInput, match="empty"):
        routed(text)


def test_what_is_clear_is_acted_on_with_its_scores():
    found = routed("which proposals are open?")
    assert (found.act, found.gate, found.role) == (Act.ACT, Gate.CLASSIFIER, "project-status")
    assert found.reason.startswith("act. project-status .")
    assert found.margin == found.candidates[0].score - found.candidates[1].score


def test_two_readings_are_asked_about_with_numbers():
    found = routed("fix the totals", [BOOKS, REPORTS])
    assert (found.act, found.role) == (Act.ASK, None)
    assert found.question.splitlines() == [
        "Which one is it?",
        "   1  reports  what reports does",
        "   2  books    what books does (some of it needs your approval)",
        "   3  something else"]
    assert found.pending == Choice("fix the totals", ("reports", "books"))
    assert found.reason.startswith("no act. reports .28, books .") and found.reason.endswith(" < .12.")


def test_what_looks_like_nothing_is_asked_about_and_said_so():
    found = routed("book a table for two at eight")
    assert found.act is Act.ASK
    assert found.question.startswith("Nothing here looks like that.")
    assert found.reason.endswith("< .25.")


def test_at_most_three_roles_are_offered():
    roles = [made(f"role-{letter}", f"lend me the {letter}-book") for letter in "abcde"]
    found = routed("lend me a book", roles)
    assert len(found.pending.roles) == 3 and "   4  something else" in found.question


def test_roles_without_examples_can_be_chosen_all_the_same():
    found = routed("anything", [made("mute")])
    assert (found.act, found.candidates, found.pending.roles) == (Act.ASK, (), ("mute",))


@pytest.mark.parametrize("text", ["and why?", "show me the first one", "what about the other ones?", "Why?"])
def test_a_follow_up_stays_with_the_role_of_the_last_answer(text):
    found = routed(text, role_now="decision-guide")
    assert (found.act, found.gate, found.role) == (Act.ACT, Gate.FOLLOW_UP, "decision-guide")
    assert "It goes on with decision-guide" in found.reason


@pytest.mark.parametrize(("text", "now"), [
    ("and which proposals are open?", "decision-guide"),      # another role is clearly nearer
    ("book a table for two at eight", "decision-guide"),      # leans on nothing
    ("show me the first one", None),                          # nobody has answered yet
    ("show me the first one", "dead-code"),                   # not a role of this door
    ("show me the first one of all those that were there before we began", "decision-guide"),
])
def test_anything_else_is_no_follow_up(text, now):
    assert routed(text, role_now=now).gate is Gate.CLASSIFIER


def test_a_role_that_needs_to_know_more_asks_its_own_question():
    needs = Routing(examples=("sum up the branch",), needs=("project", "branch"), ask="Which project and branch?")
    needy = made("needy", routing=needs)
    found = routed("sum up the branch", [needy], known=frozenset({"project"}))
    assert (found.act, found.role, found.question) == (Act.ASK, "needy", "Which project and branch?")
    assert found.reason == "no act. needy is meant; unknown: branch."
    assert routed("sum up the branch", [needy], known=frozenset({"project", "branch"})).act is Act.ACT


def test_a_megabyte_is_routed_like_its_beginning():
    assert routed("x" * 1_000_000).act is Act.ASK
