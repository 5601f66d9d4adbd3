"""Which role a request looks like."""

import pytest

from nova.roles import read_roles
from nova.routing.classifier import Classifier, Example, classifier_of, examples_of

EXAMPLES = (
    Example("cook", "how do I bake bread?"), Example("cook", "a recipe for soup"),
    Example("cook", "which oven for bread?"), Example("pilot", "when does the plane leave?"),
    Example("pilot", "how do I land a plane?"), Example("pilot", "which runway is free?"),
)


def ranked(text, examples=EXAMPLES):
    return {candidate.role: candidate.score for candidate in Classifier(examples).rank(text)}


@pytest.mark.parametrize(("text", "role"), [
    ("bake a bread", "cook"), ("BREAD!", "cook"), ("two planes leaving", "pilot"), ("a runway", "pilot"),
])
def test_a_request_looks_like_the_role_whose_words_it_has(text, role):
    assert Classifier(EXAMPLES).rank(text)[0].role == role


def test_scores_are_between_nothing_and_one_and_words_of_nobody_lower_them():
    bread = ranked("bake bread")["cook"]
    assert 0 < ranked("bake bread with quicksilver and phlogiston")["cook"] < bread <= 1
    assert set(ranked("zzz qqq").values()) == {0.0}
    assert set(ranked("").values()) == {0.0}
    assert set(ranked("日本語").values()) == {0.0}


def test_a_near_miss_pulls_its_own_role_down():
    near = Example("cook", "is there bread on the plane?", near_miss=True)
    text = "is there bread on the plane?"
    assert ranked(text, (*EXAMPLES, near))["cook"] < ranked(text)["cook"]


def test_a_near_miss_is_an_example_of_the_role_it_names():
    [guide] = [role for role in read_roles("chat") if role.name == "decision-guide"]
    found = examples_of([guide])
    assert Example("decision-guide", "how do I accept a decision draft?", near_miss=True) in found
    assert Example("concierge", "how do I accept a decision draft?") in found


@pytest.mark.parametrize(("one", "other"), [
    ("what governs nova/store/tables.py?", "what governs shop/prices.py?"),
    ("what says ADR-0007?", "what says adr 12?"), ("show p3", "show p12"), ("don’t bake", "don't bake"),
])
def test_what_is_named_does_not_matter_only_its_kind(one, other):
    assert ranked(one, examples_of(read_roles("chat"))) == ranked(other, examples_of(read_roles("chat")))


def test_it_is_a_pure_function_made_once():
    examples = examples_of(read_roles("chat"))
    assert classifier_of(examples) is classifier_of(examples_of(read_roles("chat")))
    assert Classifier(examples).rank("why is it so?") == Classifier(examples).rank("why is it so?")


def test_only_the_beginning_of_a_megabyte_is_looked_at():
    assert ranked("bread " * 400 + "plane " * 200_000) == ranked("bread " * 400)
