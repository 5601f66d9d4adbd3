"""A reviewer that is an agent, request by request on the wire: what it proposes goes the way of any other proposal."""

import json
import socket
import subprocess
import sys

import pytest

from nova.testing import commit, git

pytestmark = pytest.mark.outer

RECIPE = [{"kind": "drop_parameter", "path": "shop/prices.py", "function": "_rounded", "parameter": "by",
           "value": "100"}]
PROPOSAL = {
    "recipe": RECIPE, "title": "Drop `by` of `_rounded`: it is always 100", "rests_on": [],
    "rationale": "The one call of _rounded in shop/prices.py:13 passes 100. A reader looks for the other case.",
    "about": "shop/prices.py:_rounded"}
KEEP = """---
status: "accepted"
date: 2026-11-21
id: "ADR-0001"
---
# Rounding takes its divisor

## Context and Problem Statement

Per mille discounts come next month.

## Decision Outcome

`_rounded` keeps its divisor as a parameter.

### Confirmation

~~~yaml nova-rules
- id: divisor
  keep: {symbols: ["shop.prices:_rounded"]}
~~~
"""


def call(name, /, **arguments):
    return {"toolCalls": [{"name": name, "arguments": json.dumps(arguments)}],
            "usage": {"input_tokens": 1200, "output_tokens": 60}}


def script(aimock, *replies):
    for turn, reply in enumerate(replies):
        aimock.add_fixture({"userMessage": "Review shop at", "turnIndex": turn}, reply)


LOOKING = (call("findings"), call("read_source", path="shop/prices.py"), call("references", name="_rounded"),
           call("governing_decisions", path="shop/prices.py", symbol="_rounded"), call("precedents"),
           call("operations", kind="drop_parameter"))
ENDING = call("nothing_to_propose", reason="Nothing else is worth a minute.")


@pytest.fixture
def wired(shop, aimock_server, aimock):
    shop.environment.update({
        "NOVA_MODELS__ENGINE": "anthropic", "NOVA_MODELS__BASE_URL": aimock_server.base_url,
        "ANTHROPIC_API_KEY": "sk-wire", "NOVA_MODELS__RETRIES": "0",
        "NOVA_MODELS__PRICES": '{ "claude-sonnet-5-5" = [3.0, 15.0] }'})
    return shop


def mine(report):
    return [proposal for proposal in report["proposals"] if proposal["rule"] == "model-refactor"]


def review(shop, *arguments):
    return shop.review("--model-budget", "0.50", "--rule", "stale-noqa", *arguments)


def test_it_ends_in_a_proven_proposal_on_the_local_forge(wired, aimock):
    script(aimock, *LOOKING, call("propose", **PROPOSAL), ENDING)
    report = review(wired)
    [proposal] = mine(report)
    assert (proposal["status"], proposal["verdict"]["grade"], proposal["reviewer"]) == ("open", "B", "refactorer")
    assert proposal["recipe"] == RECIPE
    assert "nova/model-refactor/" in git(wired.path, "branch", "--list", "nova/*")
    [asked] = report["models"]
    assert (asked["role"], asked["ending"]) == ("refactorer", "answered")
    told = wired.nova("trace", asked["trace"][:8])
    assert "execute_tool propose" in told
    assert "review refactorer" in told
    wired.nova("approve", proposal["id"])
    assert "by: int" not in (wired.path / "shop/prices.py").read_text()


def test_the_same_one_is_vetoed_by_a_decision(wired, aimock):
    commit(wired.path, {"decisions/0001-rounding-takes-its-divisor.md": KEEP})
    script(aimock, *LOOKING, call("propose", **PROPOSAL), ENDING)
    report = review(wired)
    assert mine(report) == []
    assert report["dispositions"]["decision"] == 1
    assert "ADR-0001" in wired.nova("why-not", "shop/prices.py")
    heard = json.dumps(aimock.get_last_request()["body"])
    assert "It will not be opened: decision (ADR-0001)" in heard


def test_a_rejection_holds_against_a_model_too(wired, aimock):
    script(aimock, call("propose", **PROPOSAL), ENDING)
    [proposal] = mine(review(wired))
    wired.nova("reject", proposal["id"], "--because", "not-worth-it")
    report = review(wired)
    assert mine(report) == []
    assert report["dispositions"]["precedent"] == 1


def test_what_cannot_be_used_comes_back_in_words_and_changes_nothing(wired, aimock):
    bad = [
        {**PROPOSAL, "recipe": [{"kind": "drop_parameter", "path": "shop/none.py", "function": "f", "parameter": "p"}]},
        {**PROPOSAL, "recipe": [{"kind": "remove_import", "path": "pyproject.toml", "imports": []}]},
        {**PROPOSAL, "recipe": [{"kind": "rm_rf", "path": "/"}]},
        {**PROPOSAL, "recipe": RECIPE * 50},
        {**PROPOSAL, "rests_on": ["ADR-0099"]},
        {**PROPOSAL, "about": "shop/prices.py:dump",
         "recipe": [{"kind": "delete_definition", "definitions": ["shop/prices.py::dump"]}]},
        {**PROPOSAL, "about": "shop/prices.py:nothing_here"},
    ]
    script(aimock, *(call("propose", **one) for one in bad), ENDING)
    before = git(wired.path, "for-each-ref")
    report = review(wired)
    assert (report["findings"], mine(report)) == (0, [])
    assert git(wired.path, "for-each-ref") == before
    heard = json.dumps(aimock.get_last_request()["body"])
    for words in ("There is no file 'shop/none.py'", "no operation", "50 steps", "ADR-0099",
                  "dump in shop/prices.py may be used from outside", "defines no 'nothing_here'"):
        assert words in heard, words


def test_ten_thousand_operations_end_it_before_they_are_paid_for_again(wired, aimock):
    script(aimock, call("propose", **{**PROPOSAL, "recipe": RECIPE * 10_000}), ENDING)
    report = review(wired)
    assert (report["findings"], report["models"][0]["ending"]) == (0, "budget")


def test_prose_is_no_proposal(wired, aimock):
    script(aimock, {"content": "I would rename everything."})
    aimock.add_fixture({"userMessage": "Words are not read here"}, {"content": "Really."})
    report = review(wired)
    assert report["findings"] == 0
    assert report["models"][0]["ending"] == "invalid"


def test_a_flag_is_a_finding_without_a_recipe(wired, aimock):
    script(aimock, call("flag", about="shop/prices.py:dump", what="dump and total disagree about cents",
                        why="shop/prices.py:24 writes a number whose unit no reader can know."), ENDING)
    report = review(wired)
    assert (report["findings"], report["dispositions"]["no-recipe"]) == (1, 1)


def lasting(report):
    """A report without what differs from run to run: its name and the measured times."""
    if isinstance(report, dict):
        return {key: lasting(value) for key, value in report.items()
                if key not in ("run", "began", "seconds", "peak_mb")}
    return [lasting(value) for value in report] if isinstance(report, list) else report


def test_a_budget_of_nothing_is_exactly_the_deterministic_run(wired, aimock, tmp_path):
    with_none = wired.review("--dry-run", "--model-budget", "0")
    assert aimock.get_journal() == []
    wired.environment["NOVA_MODELS__ENGINE"] = "offline"
    plain = wired.review("--dry-run")
    assert lasting(with_none) == lasting(plain)


def test_a_model_that_is_not_set_is_said(shop):
    done = shop.run("review", "--model-budget", "1")
    assert done.returncode == 2
    assert "--model-budget asks for a model, and none is set. Set NOVA_MODELS__ENGINE" in done.stderr


@pytest.mark.parametrize("amount", ["much", "-1", "NaN"])
def test_an_amount_that_is_none(shop, amount):
    assert shop.run("review", "--model-budget", amount).returncode == 2


def test_money_that_is_not_enough_asks_nobody(wired, aimock):
    report = wired.review("--rule", "stale-noqa", "--model-budget", "0.001")
    assert report["models"][0]["ending"] == "budget"
    assert aimock.get_journal() == []


def test_killed_while_it_asks_it_asks_again_within_the_same_budget(wired, aimock, aimock_server):
    asking = [sys.executable, "-m", "nova", "review", "--rule", "stale-noqa", "--model-budget", "0.10"]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        wired.environment["NOVA_MODELS__BASE_URL"] = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with subprocess.Popen(asking, cwd=wired.path, env=wired.surroundings, stderr=subprocess.DEVNULL) as review:
            assert silent.accept()[0].recv(100)
            review.kill()
    wired.environment["NOVA_MODELS__BASE_URL"] = aimock_server.base_url
    script(aimock, ENDING)
    report = wired.review("--rule", "stale-noqa", "--model-budget", "0.10")
    lost = float(report["models_usd"]) - float(report["models"][0]["cost_usd"])
    assert 0.03 < lost < 0.10
    assert aimock.get_last_request()["body"]["max_tokens"] * 15e-6 < 0.10 - lost
