"""Roles: every one of ours is run by code, and a malformed one is named with its file, its line and the nearest key."""

import os
from decimal import Decimal

import pytest

from nova.errors import RecordError, UnknownName
from nova.roles import (
    Approval,
    InvalidOutput,
    NotExample,
    Offline,
    RoleModel,
    Tier,
    collect,
    named,
    read_role,
    read_roles,
)
from reviewer.detectors import detectors
from reviewer.looking import rules_by_role

RULES_ONLY = """---
name: dead-code
description: "Use when ..."
tools: [unused-import]
model: none
nova:
  version: 1
  kind: review
  scope: {owns: [code that nothing uses], never: [public names]}
---
You remove what nothing uses.
"""
CHAT = """---
name: guide
description: "Use when somebody asks why. Not for how."
tools: [search, draft]
model: inherit
maxTurns: 4
color: green
nova:
  version: 1
  kind: chat
  tier: standard
  scope: {owns: [reasons], never: [guessing], on_out_of_scope: handback}
  routing:
    examples: ["why is it so?", "why not?"]
    not_examples:
      - {text: "how do I begin?", role: concierge}
    needs: [project]
    ask: "Which project?"
  contract: {input: question.v1, output: answer.v1}
  handoff_to: [concierge]
  approval: {draft: always_ask}
  memory: {read: [profile, project], write: [episode]}
  budget: {usd: 0.02, input_tokens: 12000, output_tokens: 1200, tool_calls: 6, seconds: 40}
  offline: {mode: search}
  failure: {invalid_output: report, tool_error: report, timeout: report}
---
You answer from records.
"""


def chat(text=CHAT):
    return read_role("agents/chat/guide.md", text)


def test_a_role_is_read_whole():
    role = chat()
    assert (role.name, role.kind, role.tools, role.model, role.tier, role.max_turns, role.version) == (
        "guide", "chat", ("search", "draft"), RoleModel.INHERIT, Tier.STANDARD, 4, 1)
    assert (role.owns, role.never, role.handoff_to) == (("reasons",), ("guessing",), ("concierge",))
    assert role.routing.examples == ("why is it so?", "why not?")
    assert role.routing.not_examples == (NotExample("how do I begin?", "concierge"),)
    assert (role.routing.needs, role.routing.ask) == (("project",), "Which project?")
    assert (role.contract.input, role.contract.output) == ("question.v1", "answer.v1")
    assert dict(role.approval) == {"draft": Approval.ALWAYS_ASK}
    assert (role.memory.read, role.memory.write) == (("profile", "project"), ("episode",))
    assert (role.budget.usd, role.budget.input_tokens, role.budget.seconds) == (Decimal("0.02"), 12000, 40)
    assert (role.offline, role.invalid_output) == (Offline.SEARCH, InvalidOutput.REPORT)
    assert role.prompt == "You answer from records."


def test_a_role_without_a_model_needs_no_more_than_its_rules_and_scope():
    role = read_role("agents/review/dead-code.md", RULES_ONLY)
    assert (role.tools, role.owns, role.model) == (("unused-import",), ("code that nothing uses",), RoleModel.NONE)
    assert (role.budget.usd, role.routing.examples, dict(role.approval), role.offline) == (0, (), {}, Offline.NONE)


def test_line_ends_of_windows_are_read_as_line_ends():
    assert chat(CHAT.replace("\n", "\r\n")) == chat()


@pytest.mark.parametrize(("old", "new", "words"), [
    ("---\nname", "name", "1: a role begins with front matter"),
    ("name: guide\n", "", "1: 'name' is missing"),
    ("name: guide", "name: Guide", "2: name is to be small letters"),
    ("name: guide", "name: other", "2: the role is named 'other' and its file guide.md"),
    ("name: guide", "name: [guide]", "2: name is to be a text"),
    ("description: \"Use when somebody asks why. Not for how.\"", "description: ~", "3: description is empty"),
    ("tools: [search, draft]\n", "", "1: 'tools' is missing"),
    ("tools: [search, draft]", "tools: search, draft", "4: tools is to be a list of texts"),
    ("tools: [search, draft]", "tools: [1]", "4: tools: '1' is no name of a tool"),
    ("tools: [search, draft]", "tools: [search, search]", "4: tools names 'search' twice"),
    ("tools: [search, draft]", "tools: [search, [draft]]", "4: tools is to be a list of texts"),
    ("tools: [search, draft]", "tools: [search", ": not YAML"),
    ("tools: [search, draft]", "tools: &all [search]\nskills: *all", "5: aliases are not read"),
    ("model: inherit\n", "", "1: 'model' is missing"),
    ("model: inherit", "model: inherits",
     "5: model is one of inherit, none, not 'inherits'; did you mean \"inherit\"?"),
    ("maxTurns: 4", "maxTurns: four", "6: maxTurns is to be a whole number from 1 on, not 'four'"),
    ("maxTurns: 4", "maxTurns: 0", "6: maxTurns is to be a whole number"),
    ("maxTurns: 4", "maxTurn: 4", "6: the front matter has no key \"maxTurn\"; did you mean \"maxTurns\"?"),
    ("color: green", "disallowedTools: [draft]", "7: the front matter has no key \"disallowedTools\""),
    ("color: green", "color: green\ncolor: red", "8: the key \"color\" is given twice"),
    ("nova:\n", "nava:\n", "8: the front matter has no key \"nava\"; did you mean \"nova\"?"),
    ("version: 1", "version: 2", "9: nova.version '2' is not read here; this Nova reads 1"),
    ("kind: chat", "kind: chats", "10: nova.kind is one of chat, pipeline, erp, language, review, not 'chats'"),
    ("kind: chat", "kind: erp", "10: its kind is erp and its folder chat"),
    ("kind: chat", "knid: chat", "10: nova has no key \"knid\"; did you mean \"kind\"?"),
    ("  tier: standard\n", "", "8: 'nova.tier' is missing; a role with a model needs it"),
    ("  tier: standard\n", "  tier: big\n", "11: nova.tier is one of fast, standard, deep, not 'big'"),
    ("never: [guessing], ", "", "12: 'nova.scope.never' is missing"),
    ("handback", "shrug", "12: nova.scope.on_out_of_scope is handback, not 'shrug'"),
    ("examples: [\"why is it so?\", \"why not?\"]", "examples: why?",
     "14: nova.routing.examples is to be a list of texts"),
    ("    not_examples:\n", "    not_example:\n",
     "15: nova.routing has no key \"not_example\"; did you mean \"not_examples\"?"),
    ("{text: \"how do I begin?\", role: concierge}", "\"how do I begin?\"",
     "16: item 1 of nova.routing.not_examples is to"),
    (", role: concierge}", "}", "16: 'nova.routing.not_examples.role' is missing"),
    ("    ask: \"Which project?\"\n", "", "17: nova.routing.ask is missing"),
    ("output: answer.v1", "output: answer", "19: nova.contract.output is to be a name and a version"),
    ("draft: always_ask", "draft: ask", "21: nova.approval.draft is one of always_allow, always_ask"),
    ("write: [episode]", "write: [diary]", "22: nova.memory.write: 'diary' is no memory; there are profile"),
    ("usd: 0.02", "usd: 1e9", "23: nova.budget.usd is to be US dollars such as 0.02, not '1e9'"),
    ("usd: 0.02", "usd: -1", "23: nova.budget.usd is to be US dollars"),
    ("seconds: 40", "seconds: 4_0", "23: nova.budget.seconds is to be a whole number"),
    (", seconds: 40", "", "23: 'nova.budget.seconds' is missing"),
    ("mode: search", "mode: searching", "24: nova.offline.mode is one of template, search, none"),
    ("tool_error: report", "tool_error: hide", "25: nova.failure.tool_error is report, not 'hide'"),
    ("You answer from records.\n", "", "the prompt is missing"),
])
def test_a_malformed_role_is_named_with_its_line(old, new, words):
    assert CHAT.count(old) == 1
    with pytest.raises(RecordError) as error:
        chat(CHAT.replace(old, new))
    place = f":{words}" if words[0].isdigit() else ""
    assert str(error.value).startswith(f"agents/chat/guide.md{place}")
    assert words in str(error.value)


def test_yaml_that_unfolds_into_billions_is_refused_at_once():
    levels = "".join(f"  - &{name} [*{before}, *{before}, *{before}, *{before}]\n"
                     for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    bomb = f"skills:\n  - &a [x, x, x, x, x, x, x, x, x]\n{levels}"
    with pytest.raises(RecordError, match=r"guide\.md:9: aliases are not read"):
        chat(CHAT.replace("color: green\n", bomb))


@pytest.mark.parametrize(("content", "words"), [
    (b"", "concierge.md:1: the file is empty"),
    (b" \n\n", "concierge.md:1: the file is empty"),
    (b"---\nname: x\n\xff\n---\n", "concierge.md:3: not UTF-8"),
    (b"x" * 10_000_000, "concierge.md: more than 256 KB"),
    (b"---\n" + b"k" * 100_000 + b"\n---\n", "concierge.md:2: more than 64 KB of YAML"),
    (b"---\nname: concierge\n", "concierge.md:1: a role begins with front matter between two lines"),
])
def test_a_file_that_is_no_text_of_a_role_is_one_clear_error(tmp_path, content, words):
    folder = tmp_path / "agents/chat"
    folder.mkdir(parents=True)
    (folder / "concierge.md").write_bytes(content)
    readings, [error] = collect(tmp_path / "agents")
    assert readings == []
    assert words in str(error)


def test_a_pipe_where_a_role_should_be_is_not_waited_for(tmp_path):
    (tmp_path / "agents/chat").mkdir(parents=True)
    os.mkfifo(tmp_path / "agents/chat/concierge.md")
    readings, [error] = collect(tmp_path / "agents")
    assert (readings, str(error)) == ([], "agents/chat/concierge.md: it is no file")


def test_what_can_be_read_is_read_beside_what_cannot_and_a_name_stands_once(tmp_path):
    write_roles(tmp_path / "agents", {
        "chat/guide.md": CHAT, "chat/odd.md": "", "review/guide.md": RULES_ONLY.replace("dead-code", "guide"),
        "review/dead-code.md": RULES_ONLY})
    readings, errors = collect(tmp_path / "agents")
    assert [reading.role.path for reading in readings] == ["agents/chat/guide.md", "agents/review/dead-code.md"]
    assert str(errors[1]) == "agents/review/guide.md:2: agents/chat/guide.md is named 'guide' too"


def test_a_name_that_is_not_there_gets_the_nearest():
    assert named(read_roles(), "concierge").kind == "chat"
    with pytest.raises(UnknownName, match="did you mean concierge"):
        named(read_roles(), "conciergo")


def test_every_rule_belongs_to_exactly_one_role_and_every_tool_is_a_rule():
    assert sorted([*rules_by_role(), "model-refactor"]) == sorted(detectors())
    assert {role.model for role in rules_by_role().values()} == {RoleModel.NONE}


def test_the_chat_roles_have_enough_to_be_routed_to_and_something_to_spend():
    roles = read_roles("chat")
    assert [role.name for role in roles] == ["concierge", "decision-guide", "project-status"]
    for role in roles:
        assert len(role.routing.examples) >= 12 and len(role.routing.not_examples) >= 4
        assert role.budget.usd > 0 and role.tools and role.offline is not Offline.NONE


def write_roles(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
