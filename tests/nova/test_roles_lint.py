"""What is to be mended in roles, and the door that says so."""

import json

import pytest
import typer
from typer.testing import CliRunner

from nova.commands import agents
from nova.roles import collect, read_roles
from nova.roles.lint import lint

ROLE = """---
name: {name}
description: "{description}"
tools: [{tools}]
model: inherit
nova:
  version: 1
  kind: chat
  tier: fast
  scope: {{owns: [one thing], never: [another]}}
  routing:
    examples: {examples}
    not_examples: [{{text: "not mine", role: {not_mine}}}]
  contract: {{input: question.v1, output: answer.v1}}
  handoff_to: [{handoff_to}]
  approval: {{{approval}: always_ask}}
  budget: {{usd: 0.02, input_tokens: 100, output_tokens: 100, tool_calls: 1, seconds: 1}}
  offline: {{mode: none}}
---
You answer.
"""
ONES = ["one thing", "a second thing", "what of the third?", "number four", "and five"]
TWOS = ["red apples", "green pears", "blue plums", "ripe figs", "sweet dates"]


def role(name, **other):
    values = {"description": "Use when asked. Not for more.", "tools": "look, write", "examples": ONES,
              "not_mine": "two", "handoff_to": "two", "approval": "write"} | other
    return ROLE.format(name=name, **values | {"examples": json.dumps(values["examples"])})


@pytest.fixture
def folder(tmp_path):
    def write(**roles):
        (tmp_path / "agents/chat").mkdir(parents=True, exist_ok=True)
        for name, text in roles.items():
            (tmp_path / f"agents/chat/{name}.md").write_text(text)
        return tmp_path / "agents"
    return write


def remarks(folder, known_tools=None):
    return [f"{r.path}:{r.line}: {r.what}" for r in lint(*collect(folder), known_tools)]


TWO = role("two", examples=TWOS, not_mine="one", handoff_to="one")


def test_two_good_roles_have_nothing_to_mend(folder):
    assert remarks(folder(one=role("one"), two=TWO), {"look": "reads", "write": "writes"}) == []


@pytest.mark.parametrize(("changed", "remark"), [
    ({"description": "Answers. Not for more."}, '3: the description has no "Use when"'),
    ({"description": "Use when asked."}, '3: the description has no "Not for"'),
    ({"handoff_to": "tvo"}, "15: there is no role 'tvo'; did you mean two?"),
    ({"handoff_to": "one"}, "15: it names the role itself"),
    ({"not_mine": "nobody"}, "13: there is no role 'nobody'"),
    ({"approval": "wriet"}, "16: approval for wriet, which is none of its tools; did you mean write?"),
    ({"examples": ONES[:4]}, "12: not routable: 4 examples"),
    ({"tools": "look, write, dig"}, "4: nobody provides the tool dig"),
])
def test_each_thing_to_mend_is_told_with_its_line(folder, changed, remark):
    [found] = remarks(folder(one=role("one", **changed), two=TWO), {"look": "reads", "write": "writes"})
    assert found.startswith(f"agents/chat/one.md:{remark}")


def test_rules_of_a_role_without_a_model_are_no_tools_of_the_runtime(folder):
    text = role("one", tools="some-rule", approval="some-rule").replace("model: inherit", "model: none")
    assert remarks(folder(one=text, two=TWO), {"look": "reads", "write": "writes"}) == []


def test_examples_that_two_roles_share_are_told_once(folder):
    [found] = remarks(folder(one=role("one"), two=role("two", not_mine="one", handoff_to="one",
                                                       examples=[*TWOS[:4], "What of  the third"])))
    assert found == ("agents/chat/two.md:12: 'What of  the third' is nearly the example 'what of the third?' of one")


def test_what_cannot_be_read_is_told_beside_the_rest(folder):
    assert remarks(folder(one=role("one"), two="")) == [
        "agents/chat/one.md:13: there is no role 'two'", "agents/chat/one.md:15: there is no role 'two'",
        "agents/chat/two.md:1: the file is empty; a role is front matter between two lines of ---, then a prompt"]


def test_our_own_roles_have_nothing_to_mend():
    assert remarks(None) == []


def run(*arguments, code=0):
    app = typer.Typer()
    agents.add_commands(app)
    app.command("other")(lambda: None)
    result = CliRunner().invoke(app, ["agents", *arguments])
    assert result.exit_code == code, result.output
    return result


def test_list_tells_every_role_and_as_json_what_formats_says():
    assert [line.split()[1] for line in run("list").stdout.splitlines()] == [
        role.name for role in sorted(read_roles(), key=lambda role: (role.kind, role.name))]
    rows = {row["name"]: row for row in json.loads(run("list", "--json").stdout)}
    assert list(rows["concierge"]) == ["name", "kind", "description", "tools", "examples", "path"]
    assert rows["concierge"]["examples"] >= 12
    assert rows["concierge"]["path"] == "agents/chat/concierge.md"


def test_show_tells_what_a_role_may_and_may_not():
    shown = run("show", "decision-guide").stdout
    for words in ("decision-guide   chat role, agents/chat/decision-guide.md", "never        accepting a record",
                  "draft_decision (always ask)", "budget       $0.05", "hands off to concierge, project-status",
                  "why do we not use Celery?", "  You answer from the decision records"):
        assert words in shown
    assert "model        none: carried out by code alone" in run("show", "dead-code").stdout


def test_lint_fails_only_with_check_and_knows_which_tools_there_are(folder):
    broken = str(folder(one=role("one"), two=role("two", examples=TWOS, not_mine="one", handoff_to="three")))
    told = run("lint", broken)
    assert "agents/chat/two.md:15  there is no role 'three'\n" in told.stdout
    assert "agents/chat/two.md:4  nobody provides the tool look\n" in told.stdout
    assert told.stderr == "2 roles read, 5 to mend.\n"
    run("lint", broken, "--check", code=1)
    assert {"path": "agents/chat/two.md", "line": 15, "what": "there is no role 'three'"} in json.loads(
        run("lint", broken, "--json").stdout)
    run("lint", "--check")
