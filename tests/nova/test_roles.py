"""Roles: every one of ours is run by code, and a malformed one is named with its place."""

import pytest

from nova.errors import RecordError
from nova.roles import read_role, read_roles
from reviewer.detectors import detectors
from reviewer.looking import rules_by_role

GOOD = """---
name: dead-code
description: "Use when ..."
tools: [unused-import]
nova:
  version: 1
  kind: review
  scope: {owns: [code that nothing uses], never: [public names]}
---
You remove what nothing uses.
"""


def test_a_role_is_read_whole():
    role = read_role("agents/review/dead-code.md", GOOD)
    assert (role.name, role.tools, role.kind, role.owns) == (
        "dead-code", ("unused-import",), "review", ("code that nothing uses",))
    assert role.prompt == "You remove what nothing uses."


@pytest.mark.parametrize(("old", "new", "words"), [
    ("---\nname", "name", "1: a role begins with front matter"),
    ("name: dead-code\n", "", "1: 'name' is missing"),
    ("tools: [unused-import]", "tools: unused-import", "4: 'tools' is to be of type list"),
    ("tools: [unused-import]", "tools: [1]", "4: 'tools' is to be a list of texts"),
    ("kind: review", "kind: reviews", "7: kind is one of"),
    ("tools: [unused-import]", "tools: [unused-import", ": "),
])
def test_a_malformed_role_is_named_with_its_line(old, new, words):
    with pytest.raises(RecordError) as error:
        read_role("agents/review/x.md", GOOD.replace(old, new, 1))
    assert str(error.value).startswith("agents/review/x.md") and words in str(error.value)


def test_every_rule_belongs_to_exactly_one_role_and_every_tool_is_a_rule():
    assert sorted(rules_by_role()) == sorted(detectors())


def test_a_role_file_is_named_after_its_role():
    for role in read_roles():
        assert role.path == f"agents/{role.kind}/{role.name}.md"
