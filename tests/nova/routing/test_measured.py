"""How often the router acts and is wrong. `python -m bench routing` prints the figures."""

import json

import pytest

from bench.routing import REQUESTS, SORTS, measured
from nova.domain.route import Act, Request
from nova.roles import read_roles
from nova.routing.classifier import classifier_of, examples_of
from nova.routing.router import route

ROLES = read_roles("chat")


@pytest.fixture(scope="module")
def figures():
    return measured(ROLES)


def test_no_act_is_wrong(figures):
    assert {sort: figures[sort]["wrong"] for sort in ("examples", "strangers", *SORTS)} == dict.fromkeys(
        ("examples", "strangers", *SORTS), 0)


def test_nothing_out_of_scope_and_little_that_is_ambiguous_is_acted_on(figures):
    assert figures["out-of-scope"] == {"requests": 15, "acted": 0, "wrong": 0, "asked": 15}
    assert figures["ambiguous"]["acted"] <= 3


def test_enough_that_is_clear_is_acted_on(figures):
    assert figures["clear"]["acted"] >= 12
    assert figures["examples"]["acted"] >= 31


def test_what_is_clear_but_not_sure_is_offered(figures):
    """When it asks about a clear request, the right role is nearly always the first offered."""
    clear = [one for one in json.loads(REQUESTS.read_text(encoding="utf-8")) if one["sort"] == "clear"]
    classifier = classifier_of(examples_of(ROLES))
    first = [route(Request(text=one["text"]), ROLES, classifier).candidates[0].role in one["roles"] for one in clear]
    assert sum(first) >= 27


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_an_example_word_for_word_is_acted_on_by_its_role(role):
    classifier = classifier_of(examples_of(ROLES))
    for text in role.routing.examples:
        found = route(Request(text=text), ROLES, classifier)
        assert (found.act, found.role) == (Act.ACT, role.name), text
